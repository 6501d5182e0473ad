using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>What a git server says of its branches and tags.</summary>
/// <param name="Branches">The commit of each branch.</param>
/// <param name="Tags">The tags in ordinal order.</param>
internal sealed record RemoteReferences(IReadOnlyDictionary<string, string> Branches, IReadOnlyList<GitTag> Tags)
{
    /// <summary>What stands behind an annotated tag: https://git-scm.com/docs/git-ls-remote.</summary>
    private const string Peeled = "^{}";

    /// <summary>Asks the server.</summary>
    /// <exception cref="MultiArchException">It does not answer, or refuses.</exception>
    public static async Task<RemoteReferences> ListAsync(GitConnection connection, SourceRepository repository, CancellationToken token)
    {
        var lines = await connection.ListAsync(repository, ["--heads", "--tags"], token);
        var branches = new Dictionary<string, string>();
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (commit, reference) in lines)
        {
            if (GitRevision.BranchOf(reference) is { } branch)
            {
                branches[branch] = commit;
            }
            else if (GitRevision.TagOf(reference) is { } tag)
            {
                // The peeled line comes after the tag's own, and wins.
                tags[tag.EndsWith(Peeled, StringComparison.Ordinal) ? tag[..^Peeled.Length] : tag] = commit;
            }
        }

        return new RemoteReferences(branches, [.. tags.Select(pair => new GitTag(pair.Key, pair.Value))]);
    }

    /// <summary>The branch that the server's HEAD names; null when it names none.</summary>
    /// <param name="connection">The way to the server.</param>
    /// <param name="repository">The clone.</param>
    /// <param name="commit">The commit that HEAD was.</param>
    /// <param name="token">Stops git.</param>
    /// <exception cref="MultiArchException">It does not answer, or refuses.</exception>
    public async Task<string?> DefaultBranchAsync(
        GitConnection connection,
        SourceRepository repository,
        string commit,
        CancellationToken token
    )
    {
        const string Symbolic = "ref: " + GitRevision.Heads;

        // To that question a server answers with all of its references, those of pull requests too.
        if (Branches.Where(branch => branch.Value == commit).ToList() is [{ Key: var only }])
        {
            return only;
        }

        return (await connection.ListAsync(repository, ["--symref"], token, "HEAD"))
            .Where(line => line.Reference == "HEAD" && line.Commit.StartsWith(Symbolic, StringComparison.Ordinal))
            .Select(line => line.Commit[Symbolic.Length..])
            .FirstOrDefault();
    }
}
