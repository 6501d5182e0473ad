namespace Cake.MultiArch.Git;

/// <summary>What a CI system says of the source that it builds; a part that it does not say is null.</summary>
/// <param name="Branch">The branch; null when a tag is built.</param>
/// <param name="Tag">The git tag.</param>
/// <param name="PullRequest">The number of the pull request or merge request; empty when there is one whose number is not known.</param>
/// <param name="Commit">The commit.</param>
/// <param name="IsKnown">Whether this is a system that says branch and pull request; of another one nobody can tell what it has checked
/// out.</param>
internal sealed record CiSource(string? Branch, string? Tag, string? PullRequest, string? Commit = null, bool IsKnown = true);
