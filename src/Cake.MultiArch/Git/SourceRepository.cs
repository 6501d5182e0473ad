using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Git;

/// <summary>The git repository that a source folder belongs to: the run's clone or the user's own. Nothing in it is ever changed.</summary>
internal sealed class SourceRepository
{
    /// <summary>
    /// A monitor of the user's files is not started: it would outlive the run and write into the repository. Nor is fetched what a
    /// partial clone lacks, by a git that does not know the variable for that.
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

    /// <summary>The folder of the source: the top of the repository, or a folder in it.</summary>
    public string Folder { get; }

    /// <summary>git in that folder.</summary>
    public GitCommandLine Git { get; }

    /// <summary>The top of the working tree.</summary>
    public string Top { get; }

    /// <summary>The folder with the objects; of a linked working tree it is the one of the main one.</summary>
    public string GitFolder { get; }

    /// <summary>Whether a part of the history is missing, as it is in most checkouts of CI systems.</summary>
    public bool IsShallow { get; }

    /// <summary>Whether it belongs to another user. Then no program is run that only its configuration names.</summary>
    public bool IsForeign { get; }

    /// <summary>
    /// Opens the repository that a folder is a part of; null, and a line in the log, when there is none that has a commit.
    /// </summary>
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
            // Said for this command alone: the user's list of trusted folders is not ours to change.
            git = new GitCommandLine(host, folder, settings: [.. OnlyRead, $"safe.directory={GitFailure.Owned(layout)}"]);
            layout = await AskAsync(git);
        }

        var lines = layout.Output.ReplaceLineEndings("\n").Split('\n');
        if (layout.ExitCode != 0 || lines[0] != "true")
        {
            return Nothing(layout.Errors.Count > 0 ? layout.Errors[0] : "it is not a working tree");
        }

        // A folder that merely lies below a repository, as in a home folder that is one, is not a part of it.
        var tree = await git.RunAsync(["rev-parse", "--verify", "--quiet", "HEAD:./"], token);
        return tree.ExitCode != 0
            ? Nothing("nothing in it is committed")
            : new SourceRepository(host, folder, git, lines[1], Path.GetFullPath(lines[2], folder), lines[3] == "true", isForeign);

        Task<ProcessOutcome> AskAsync(GitCommandLine asked) => asked.RunAsync(
            ["rev-parse", "--is-inside-work-tree", "--show-toplevel", "--git-common-dir", "--is-shallow-repository"], token);

        SourceRepository? Nothing(string why)
        {
            host.Detail($"git knows nothing of {folder}: {why}");
            return null;
        }
    }

    /// <summary>Where the repository comes from: the remote <c>origin</c>, else the only one; null when it comes from nowhere.</summary>
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
