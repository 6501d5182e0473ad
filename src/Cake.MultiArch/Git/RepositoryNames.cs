using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>The names that a repository gives to its commits.</summary>
/// <param name="Tags">The git tags that are known.</param>
/// <param name="Branches">The branches that are known.</param>
/// <param name="Gap">Why there may be others; null when these are all.</param>
internal sealed record RepositoryNames(IReadOnlyList<GitTag> Tags, IReadOnlyList<string> Branches, Problem? Gap);

/// <summary>A git tag.</summary>
/// <param name="Name">Its name, without <c>refs/tags/</c>.</param>
/// <param name="Commit">What it leads to, through annotated tags: nearly always a commit.</param>
internal sealed record GitTag(string Name, string Commit);
