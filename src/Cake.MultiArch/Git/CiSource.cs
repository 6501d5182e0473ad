namespace Cake.MultiArch.Git;

/// <summary>What a CI system says about the source that it builds. Null for what it does not say.</summary>
/// <param name="Branch">Null also when a tag is built.</param>
/// <param name="Tag">The git tag.</param>
/// <param name="PullRequest">The number of the pull request or merge request. Empty if its number is not known.</param>
/// <param name="Commit">In full.</param>
/// <param name="IsKnown">
/// Whether the system reports branch and pull request. If not, it is unknown what the system has checked out.
/// </param>
internal sealed record CiSource(string? Branch, string? Tag, string? PullRequest, string? Commit = null, bool IsKnown = true);
