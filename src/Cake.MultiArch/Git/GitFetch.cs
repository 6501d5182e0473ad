using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>Fetches one commit into a new repository, with as little history as the server allows.</summary>
internal sealed class GitFetch(GitCommandLine git, GitFailure failure)
{
    private static readonly string[] Fetch = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules"];

    /// <returns>The full name of the commit.</returns>
    public async Task<string> FetchAsync(GitRevision revision, CancellationToken token) => revision switch
    {
        { Commit: null } => await TipAsync(revision, token),
        { IsFullCommit: true } => await CommitAsync(revision, revision.Commit, token),
        _ => await AbbreviatedCommitAsync(revision, token),
    };

    private async Task<string> TipAsync(GitRevision revision, CancellationToken token)
    {
        foreach (var reference in revision.References)
        {
            var outcome = await git.RunAsync([.. Fetch, "--depth", "1", "origin", RefSpec(reference)], token);
            if (outcome.ExitCode == 0 && await FetchedCommitAsync(token) is { } commit)
            {
                return commit;
            }

            if (outcome.ExitCode != 0 && !GitFailure.IsMissingReference(outcome))
            {
                throw new MultiArchException(failure.Of(outcome), outcome.ExitCode);
            }
        }

        var names = await NamesAsync(token);
        throw new MultiArchException(
            revision.Branch is null
                ? failure.NoDefaultBranch(names)
                : failure.MissingBranch(revision.Branch, NearNames.Of(revision.Branch, names))
        );
    }

    private async Task<string> CommitAsync(GitRevision revision, string commit, CancellationToken token)
    {
        var outcome = await git.RunAsync([.. Fetch, "--depth", "1", "origin", commit], token);
        if (outcome.ExitCode == 0)
        {
            return await FetchedCommitAsync(token) ?? throw new MultiArchException(failure.MissingCommit(commit));
        }

        // Some servers only send the newest commits of branches. The commit may be in the history of one.
        if (!GitFailure.NeedsHistory(outcome) && !GitFailure.IsMissingReference(outcome))
        {
            throw new MultiArchException(failure.Of(outcome), outcome.ExitCode);
        }

        return await FromHistoryAsync(revision, token);
    }

    private async Task<string> AbbreviatedCommitAsync(GitRevision revision, CancellationToken token)
    {
        if (revision.IsLongAbbreviation)
        {
            var tips = (await ListAsync([], token))
                .Select(line => line.Commit)
                .Where(tip => tip.StartsWith(revision.Commit!, StringComparison.Ordinal))
                .Distinct()
                .ToList();
            if (tips.Count == 1)
            {
                return await CommitAsync(revision, tips[0], token);
            }
        }

        return await FromHistoryAsync(revision, token);
    }

    /// <summary>Fetches the whole history of the branch and, if the commit is not in it, of the repository.</summary>
    private async Task<string> FromHistoryAsync(GitRevision revision, CancellationToken token)
    {
        if (revision.Branch is not null)
        {
            foreach (var reference in revision.References)
            {
                var branch = await git.RunAsync([.. Fetch, "origin", RefSpec(reference)], token);
                if (branch.ExitCode == 0 && await FindAsync(revision.Commit!, token) is { } early)
                {
                    return early;
                }
            }
        }

        var all = await git.RunAsync(
            [.. Fetch, "origin", "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"], token);
        if (all.ExitCode != 0)
        {
            throw new MultiArchException(failure.Of(all), all.ExitCode);
        }

        return await FindAsync(revision.Commit!, token)
            ?? throw new MultiArchException(failure.MissingCommit(revision.Commit!));
    }

    /// <summary>Completes an abbreviated commit. Null if no fetched commit begins with it.</summary>
    /// <remarks>Not with <c>rev-parse NAME</c>, because that also finds a tag of that name.</remarks>
    private async Task<string?> FindAsync(string commit, CancellationToken token)
    {
        var objects = await git.RunAsync(["rev-parse", "--disambiguate=" + commit], token);
        var types = await git.RunAsync(["cat-file", "--batch-check"], token, objects.Output);
        var commits = types.Output.Split('\n')
            .Select(line => line.Split(' '))
            .Where(fields => fields.Length > 1 && fields[1] == "commit")
            .Select(fields => fields[0])
            .ToList();
        return commits.Count > 1 ? throw new MultiArchException(failure.AmbiguousCommit(commit, commits)) : commits.FirstOrDefault();
    }

    /// <returns>Null if git fetched something else than a commit, because a tag may point to a file.</returns>
    private async Task<string?> FetchedCommitAsync(CancellationToken token)
    {
        var outcome = await git.RunAsync(["rev-parse", "--verify", "FETCH_HEAD^{commit}"], token);
        return outcome.ExitCode == 0 ? outcome.Output.Trim() : null;
    }

    private async Task<IReadOnlyList<string>> NamesAsync(CancellationToken token) =>
    [
        .. (await ListAsync(["--heads", "--tags", "--refs"], token))
            .Select(line => line.Reference.Split('/', 3)[^1]),
    ];

    private async Task<IReadOnlyList<(string Commit, string Reference)>> ListAsync(string[] options, CancellationToken token)
    {
        var outcome = await git.RunAsync(["ls-remote", "--quiet", .. options, "origin"], token);
        return outcome.ExitCode != 0
            ? throw new MultiArchException(failure.Of(outcome), outcome.ExitCode)
            :
            [
                .. outcome
                    .Output.Split('\n')
                    .Select(line => line.Split('\t'))
                    .Where(fields => fields.Length == 2)
                    .Select(fields => (fields[0], fields[1])),
            ];
    }

    /// <summary>
    /// Branches and tags keep the names that a normal clone gives them, so <c>git describe</c> and <c>git branch -r</c> work.
    /// </summary>
    private static string RefSpec(string reference) =>
        GitRevision.BranchOf(reference) is { } branch ? $"+{reference}:refs/remotes/origin/{branch}"
        : GitRevision.TagOf(reference) is not null ? $"+{reference}:{reference}"
        : reference;
}
