using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Git;

/// <summary>The git repository of a source folder: the run's clone or a repository of the user. It is only read.</summary>
internal sealed class SourceRepository
{
    /// <summary>
    /// git starts no file system monitor, because it would outlive the run and write into the repository. git does not fetch the missing
    /// objects of a partial clone. Old versions do not know GIT_NO_LAZY_FETCH, so the protocols are forbidden.
    /// </summary>
    private static readonly string[] OnlyRead = ["core.fsmonitor=false", "protocol.allow=never"];

    private readonly Host _host;

    private SourceRepository(Host host, string folder, GitCommandLine git, string top, string gitFolder, bool isShallow, bool isForeign)
    {
        _host = host;
        Folder = folder;
        Git = git;
        Top = top;
        GitFolder = gitFolder;
        IsShallow = isShallow;
        IsForeign = isForeign;
    }

    /// <summary>The top of the working tree, or a folder in it.</summary>
    public string Folder { get; }

    /// <summary>Runs in <see cref="Folder"/>.</summary>
    public GitCommandLine Git { get; }

    /// <summary>The top of the working tree.</summary>
    public string Top { get; }

    /// <summary>The folder with the objects. A linked working tree uses that of the main working tree.</summary>
    public string GitFolder { get; }

    /// <summary>Whether a part of the history is missing, as in most checkouts of CI systems.</summary>
    public bool IsShallow { get; }

    /// <summary>Whether it belongs to another user. If so, programs that its configuration names must not run.</summary>
    public bool IsForeign { get; }

    /// <returns>Null if the folder is not part of a repository with a commit. The log says why.</returns>
    public static async Task<SourceRepository?> OpenAsync(Host host, string folder, CancellationToken token)
    {
        if (!GitCommandLine.IsInstalled(host))
        {
            return Nothing("git is not installed");
        }

        var git = new GitCommandLine(host, folder, settings: OnlyRead);
        var layout = await AskAsync(git);
        var isForeign = layout.ExitCode != 0 && GitFailure.Owned(layout) is not null;
        if (isForeign)
        {
            // The folder is trusted for our own commands only, because the list of trusted folders belongs to the user.
            git = new GitCommandLine(host, folder, settings: [.. OnlyRead, $"safe.directory={GitFailure.Owned(layout)}"]);
            layout = await AskAsync(git);
        }

        var lines = layout.Output.ReplaceLineEndings("\n").Split('\n');
        if (layout.ExitCode != 0 || lines[0] != "true")
        {
            return Nothing(layout.Errors.Count > 0 ? layout.Errors[0] : "it is not a working tree");
        }

        // A folder without committed files is not part of the repository around it. The home folder may be a repository, for example.
        var tree = await git.RunAsync(["rev-parse", "--verify", "--quiet", "HEAD:./"], token);
        return tree.ExitCode != 0
            ? Nothing("nothing in it is committed")
            : new SourceRepository(host, folder, git, lines[1], Path.GetFullPath(lines[2], folder), lines[3] == "true", isForeign);

        Task<ProcessOutcome> AskAsync(GitCommandLine asked) => asked.RunAsync(
            ["rev-parse", "--is-inside-work-tree", "--show-toplevel", "--git-common-dir", "--is-shallow-repository"], token);

        SourceRepository? Nothing(string why)
        {
            host.Detail($"git has no information about {folder}: {why}");
            return null;
        }
    }

    /// <returns>The remote <c>origin</c>, or else the only remote. Null if there is none or if there are several others.</returns>
    public async Task<GitRemote?> RemoteAsync(CancellationToken token)
    {
        var names = Lines(await Git.RunAsync(["remote"], token));
        var name = names.Contains("origin", StringComparer.Ordinal) ? "origin" : names.Length == 1 ? names[0] : null;
        var urls = name is null ? [] : Lines(await Git.AnswerAsync(["config", "--get-all", $"remote.{name}.url"], token));
        return urls.Length == 0 ? null : GitRemote.Read(name!, urls[0], Top, _host);
    }

    private static string[] Lines(ProcessOutcome outcome) =>
        outcome.ExitCode != 0 ? [] : outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
