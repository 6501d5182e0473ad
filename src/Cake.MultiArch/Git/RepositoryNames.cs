using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>The git tags and branches of a repository.</summary>
/// <param name="Tags">The known git tags.</param>
/// <param name="Branches">The known branches.</param>
/// <param name="Gap">Why there may be others. Null if the lists are complete.</param>
internal sealed record RepositoryNames(IReadOnlyList<GitTag> Tags, IReadOnlyList<string> Branches, Problem? Gap);

/// <summary>A git tag.</summary>
/// <param name="Name">Without <c>refs/tags/</c>.</param>
/// <param name="Commit">The object that the tag points to, also if it is annotated. Nearly always a commit.</param>
internal sealed record GitTag(string Name, string Commit);
