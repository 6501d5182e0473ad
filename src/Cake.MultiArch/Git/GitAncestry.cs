using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>
/// Tells which of two commits is newer, from the history: what is missing of it is fetched into a bare repository of the run's own,
/// commits without their files, and the source is left as it is.
/// </summary>
/// <param name="host">The world.</param>
/// <param name="repository">The source.</param>
/// <param name="connection">The way to where it comes from; null when it comes from nowhere.</param>
/// <param name="privateFolder">A folder of the run that nobody else can read: the connection's settings are copied there.</param>
internal sealed class GitAncestry(Host host, SourceRepository repository, GitConnection? connection, string privateFolder)
{
    private const string DirtySuffix = "-dirty";
    private const string Theirs = "refs/multiarch/theirs";

    /// <summary>What git itself writes at least.</summary>
    private const int ShortestRevision = 7;

    /// <summary>
    /// https://git-scm.com/docs/git-rev-list#Documentation/git-rev-list.txt---filterfilter-spec. A server that has no filters sends the
    /// files too.
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
    /// Whether one commit descends from another. A commit does not descend from itself, and a revision that the repository does not have
    /// from none.
    /// </summary>
    /// <param name="ours">The commit that may be the older one, as <see cref="SourceFacts"/> has it.</param>
    /// <param name="theirs">The revision that may be the newer one, as an image carries it: <c>-dirty</c> behind it does not count.</param>
    /// <param name="token">Stops git.</param>
    /// <remarks>One call at a time: all use the same repository.</remarks>
    /// <exception cref="MultiArchException">The history cannot be had (MA1552).</exception>
    public async Task<bool> IsDescendantAsync(string ours, string theirs, CancellationToken token)
    {
        (ours, theirs) = (Commit(ours), Commit(theirs));
        if (theirs.Length < ShortestRevision || !theirs.All(char.IsAsciiHexDigit) || ours.StartsWith(theirs, StringComparison.Ordinal))
        {
            return false;
        }

        return await FromSourceAsync(ours, theirs, token) ?? await FromServerAsync(ours, theirs, token);
    }

    /// <summary>The answer of what is here; null when that is not enough.</summary>
    private async Task<bool?> FromSourceAsync(string ours, string theirs, CancellationToken token)
    {
        if (!await repository.Git.HasAsync(theirs, token) || !await repository.Git.HasAsync(ours, token))
        {
            return null;
        }

        return (await DescendsAsync(repository.Git, ours, theirs, token)).ExitCode switch
        {
            0 => true,

            // Where a history ends too early, a way that was not found may still be one.
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
            // Some servers hand out nothing but what a branch or tag leads to.
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
