using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>What a git server says of its branches and tags.</summary>
internal sealed record RemoteReferences(IReadOnlyList<string> Branches, IReadOnlyList<GitTag> Tags)
{
    private const string Heads = "refs/heads/";
    private const string TagsOf = "refs/tags/";

    /// <summary>What stands behind an annotated tag: https://git-scm.com/docs/git-ls-remote.</summary>
    private const string Peeled = "^{}";

    /// <summary>Asks the server.</summary>
    /// <exception cref="MultiArchException">It does not answer, or refuses.</exception>
    public static async Task<RemoteReferences> ListAsync(GitConnection connection, SourceRepository repository, CancellationToken token)
    {
        var lines = await connection.ListAsync(repository, ["--heads", "--tags"], token).ConfigureAwait(false);
        var commits = new SortedDictionary<string, string>(StringComparer.Ordinal);

        // The peeled line comes after the tag's own, and wins.
        foreach (var (commit, reference) in lines.Where(line => line.Reference.StartsWith(TagsOf, StringComparison.Ordinal)))
        {
            var name = reference[TagsOf.Length..];
            commits[name.EndsWith(Peeled, StringComparison.Ordinal) ? name[..^Peeled.Length] : name] = commit;
        }

        return new RemoteReferences(
            [.. lines.Where(line => line.Reference.StartsWith(Heads, StringComparison.Ordinal)).Select(line => line.Reference[Heads.Length..])],
            [.. commits.Select(pair => new GitTag(pair.Key, pair.Value))]);
    }

    /// <summary>The branch that the server's HEAD names; null when it names none.</summary>
    /// <exception cref="MultiArchException">It does not answer, or refuses.</exception>
    public static async Task<string?> DefaultBranchAsync(GitConnection connection, SourceRepository repository, CancellationToken token)
    {
        const string Symbolic = "ref: " + Heads;
        return (await connection.ListAsync(repository, ["--symref"], token, "HEAD").ConfigureAwait(false))
            .Where(line => line.Reference == "HEAD" && line.Commit.StartsWith(Symbolic, StringComparison.Ordinal))
            .Select(line => line.Commit[Symbolic.Length..])
            .FirstOrDefault();
    }
}
