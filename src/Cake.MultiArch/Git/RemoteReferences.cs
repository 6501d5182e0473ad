using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>The branches and tags that a git server lists.</summary>
/// <param name="Branches">The commit of each branch.</param>
/// <param name="Tags">In ordinal order.</param>
internal sealed record RemoteReferences(IReadOnlyDictionary<string, string> Branches, IReadOnlyList<GitTag> Tags)
{
    /// <summary>The suffix of the line with the commit of an annotated tag: https://git-scm.com/docs/git-ls-remote.</summary>
    private const string Peeled = "^{}";

    /// <exception cref="MultiArchException">The server does not answer, or refuses access.</exception>
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
                // The peeled line comes after the tag's own line and replaces it.
                tags[tag.EndsWith(Peeled, StringComparison.Ordinal) ? tag[..^Peeled.Length] : tag] = commit;
            }
        }

        return new RemoteReferences(branches, [.. tags.Select(pair => new GitTag(pair.Key, pair.Value))]);
    }

    /// <returns>Null if the server's HEAD names no branch.</returns>
    /// <remarks><c>commit</c> is the commit that HEAD pointed to when the clone was made.</remarks>
    /// <exception cref="MultiArchException">The server does not answer, or refuses access.</exception>
    public async Task<string?> DefaultBranchAsync(
        GitConnection connection,
        SourceRepository repository,
        string commit,
        CancellationToken token
    )
    {
        const string Symbolic = "ref: " + GitRevision.Heads;

        // The question for HEAD makes the server list all its references, also those of pull requests. So avoid it if possible.
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
