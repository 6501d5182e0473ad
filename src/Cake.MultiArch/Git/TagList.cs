using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>The git tags of a repository.</summary>
/// <param name="Tags">Those that are known.</param>
/// <param name="Gap">Why there may be others; null when these are all.</param>
internal sealed record TagList(IReadOnlyList<GitTag> Tags, Problem? Gap)
{
    /// <summary>The names of those that lead to a commit, in ordinal order.</summary>
    public IReadOnlyList<string> At(string commit) =>
        [.. Tags.Where(tag => tag.Commit == commit).Select(tag => tag.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

/// <summary>A git tag.</summary>
/// <param name="Name">Its name, without <c>refs/tags/</c>.</param>
/// <param name="Commit">What it leads to, through annotated tags: nearly always a commit.</param>
internal sealed record GitTag(string Name, string Commit);
