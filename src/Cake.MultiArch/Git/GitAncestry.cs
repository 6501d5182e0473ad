using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>
/// Finds out from the history which of two commits is newer. Missing commits are fetched, without their files, into a bare repository
/// of the run. The source does not change.
/// </summary>
/// <remarks>
/// <c>connection</c> is null if the source has no remote. <c>privateFolder</c> is a folder that nobody else may read, because the
/// connection's settings are copied there.
/// </remarks>
internal sealed class GitAncestry(Host host, SourceRepository repository, GitConnection? connection, string privateFolder)
{
    private const string DirtySuffix = "-dirty";
    private const string Theirs = "refs/multiarch/theirs";

    /// <summary>git writes at least this many digits of an abbreviated commit.</summary>
    private const int ShortestRevision = 7;

    /// <summary>
    /// https://git-scm.com/docs/git-rev-list#Documentation/git-rev-list.txt---filterfilter-spec. A server that does not support filters
    /// sends the files too.
    /// </summary>
    private static readonly string[] Fetch =
    [
        "fetch",
        "--quiet",
        "--no-tags",
        "--no-recurse-submodules",
        "--filter=tree:0",
        "--",
        GitMirror.Remote,
    ];

    /// <summary>
    /// Whether one commit is a descendant of another. False if both are the same commit, or if the repository does not have the revision.
    /// </summary>
    /// <param name="ours">The commit that may be the older one, in full.</param>
    /// <param name="theirs">The revision that may be the newer one, from an image. A <c>-dirty</c> at its end is ignored.</param>
    /// <param name="token">Cancels git.</param>
    /// <remarks>All calls use the same repository, so call it only once at a time.</remarks>
    /// <exception cref="MultiArchException">The history cannot be fetched (MA1552).</exception>
    public async Task<bool> IsDescendantAsync(string ours, string theirs, CancellationToken token)
    {
        (ours, theirs) = (Commit(ours), Commit(theirs));
        if (theirs.Length < ShortestRevision || !theirs.All(char.IsAsciiHexDigit) || ours.StartsWith(theirs, StringComparison.Ordinal))
        {
            return false;
        }

        return await FromSourceAsync(ours, theirs, token) ?? await FromServerAsync(ours, theirs, token);
    }

    /// <returns>Null if the local history is not enough for an answer.</returns>
    private async Task<bool?> FromSourceAsync(string ours, string theirs, CancellationToken token)
    {
        if (!await repository.Git.HasAsync(theirs, token) || !await repository.Git.HasAsync(ours, token))
        {
            return null;
        }

        return (await DescendsAsync(repository.Git, ours, theirs, token)).ExitCode switch
        {
            0 => true,

            // In a shallow clone the path between the two commits may be in the part that is missing.
            1 when !repository.IsShallow => false,
            _ => null,
        };
    }

    private async Task<bool> FromServerAsync(string ours, string theirs, CancellationToken token)
    {
        if (connection is null)
        {
            return repository.IsShallow
                ? throw new MultiArchException(GitHistoryProblems.NewerUnknown(ours, theirs, GitHistoryProblems.NoRemote(repository.Top)))
                : false;
        }

        var mirror = await GitMirror.CreateAsync(host, repository, connection, privateFolder, ours.Length, token);
        var outcome = theirs.Length == ours.Length ? await FetchAsync([$"+{theirs}:{Theirs}"]) : null;
        if (outcome?.ExitCode != 0)
        {
            // Some servers only send the commits that branches and tags point to.
            if (outcome is not null && !GitFailure.NeedsHistory(outcome) && !GitFailure.IsMissingReference(outcome))
            {
                throw Unknown(outcome);
            }

            var all = await FetchAsync(["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]);
            if (all.ExitCode != 0)
            {
                throw Unknown(all);
            }
        }

        if (!await mirror.HasAsync(theirs, token) || !await mirror.HasAsync(ours, token))
        {
            return false;
        }

        var answer = await DescendsAsync(mirror, ours, theirs, token);
        return answer.ExitCode is 0 or 1 ? answer.ExitCode == 0 : throw Unknown(answer);

        Task<ProcessOutcome> FetchAsync(string[] references) =>
            connection.RunAsync(GitMirror.FolderIn(privateFolder), [.. Fetch, .. references], token);

        MultiArchException Unknown(ProcessOutcome failed) =>
            new(GitHistoryProblems.NewerUnknown(ours, theirs, connection.Of(repository, failed)), failed.ExitCode);
    }

    private static Task<ProcessOutcome> DescendsAsync(GitCommandLine git, string ours, string theirs, CancellationToken token) =>
        git.RunAsync(["merge-base", "--is-ancestor", ours, theirs], token);

    private static string Commit(string revision)
    {
        revision = revision.Trim().ToLowerInvariant();
        return revision.EndsWith(DirtySuffix, StringComparison.Ordinal) ? revision[..^DirtySuffix.Length] : revision;
    }
}
