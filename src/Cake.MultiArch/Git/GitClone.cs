using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>Fetches and checks out one commit of a repository, with the git program.</summary>
internal sealed class GitClone(Host host)
{
    private const string SubmoduleJobs = "4";

    /// <summary>
    /// The checkout fetches large files even if <c>git lfs install</c> was never run for this user
    /// (https://github.com/git-lfs/git-lfs/blob/main/docs/man/git-lfs-install.adoc).
    /// </summary>
    private static readonly string[] LargeFiles =
    [
        "filter.lfs.clean=git-lfs clean -- %f", "filter.lfs.smudge=git-lfs smudge -- %f",
        "filter.lfs.process=git-lfs filter-process", "filter.lfs.required=true",
    ];

    /// <summary>
    /// Clones into an empty folder, with submodules and large files. The history is no deeper than needed.
    /// </summary>
    /// <param name="source">What to clone.</param>
    /// <param name="folder">For the working tree. It is created if it does not exist.</param>
    /// <param name="privateFolder">A folder that nobody else may read. It is created if it does not exist.</param>
    /// <param name="token">Cancels git.</param>
    /// <exception cref="MultiArchException">git or git-lfs is missing, or the repository, branch or commit cannot be fetched.</exception>
    public async Task<ClonedSource> CloneAsync(GitSource source, string folder, string privateFolder, CancellationToken token)
    {
        var password = source.Password?.TrimEnd('\r', '\n');
        host.Secrets.Add(password);
        var url = GitUrl.Parse(source.Url, host);
        var revision = GitRevision.Parse(source.Branch, source.Commit);

        folder = host.FullPath(folder);
        Directory.CreateDirectory(folder);
        if (Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new ArgumentException($"{folder} is not empty.", nameof(folder));
        }

        using var askPass = await AskPassAsync(url, source.Username, password, privateFolder, token);
        var git = new GitCommandLine(host, folder, askPass, LargeFiles);
        var failure = new GitFailure(url, hasCredentials: askPass is not null);
        await git.ForbidSshQuestionsAsync(token);
        await DoAsync(["init", "--quiet"]);
        await DoAsync(["remote", "add", "origin", url.Text]);

        var commit = await new GitFetch(git, failure).FetchAsync(revision, token);
        await DoAsync(["checkout", "--quiet", "--detach", commit]);
        if (File.Exists(Path.Combine(folder, ".gitmodules")))
        {
            await FetchSubmodulesAsync(git, folder, failure, token);
        }

        host.Detail($"Cloned {url.Text} at {commit}.");
        return new ClonedSource(folder, commit);

        async Task DoAsync(IReadOnlyList<string> arguments)
        {
            var outcome = await git.RunAsync(arguments, token);
            if (outcome.ExitCode != 0)
            {
                throw new MultiArchException(failure.Of(outcome), outcome.ExitCode);
            }
        }
    }

    private async Task<GitAskPass?> AskPassAsync(
        GitUrl url,
        string? username,
        string? password,
        string privateFolder,
        CancellationToken token
    )
    {
        var askPass = await GitAskPass.ForAsync(
            host,
            url,
            username,
            string.IsNullOrEmpty(password) ? null : password,
            privateFolder,
            token
        );
        if (askPass is not null)
        {
            url.WarnOfPlainHttp(host);
        }

        return askPass;
    }

    private static async Task FetchSubmodulesAsync(GitCommandLine git, string folder, GitFailure failure, CancellationToken token)
    {
        string[] update = ["submodule", "--quiet", "update", "--init", "--recursive", "--jobs", SubmoduleJobs];
        var outcome = await git.RunAsync([.. update, "--depth", "1"], token);
        if (outcome.ExitCode != 0 && GitFailure.NeedsHistory(outcome))
        {
            // The server only sends the newest commits of branches, and this submodule needs another commit. So fetch the whole history.
            await git.RunAsync(["submodule", "--quiet", "deinit", "--force", "--all"], token);
            Directory.Delete(Path.Combine(folder, ".git", "modules"), recursive: true);
            outcome = await git.RunAsync(update, token);
        }

        if (outcome.ExitCode != 0)
        {
            throw new MultiArchException(failure.OfSubmodule(outcome), outcome.ExitCode);
        }
    }
}
