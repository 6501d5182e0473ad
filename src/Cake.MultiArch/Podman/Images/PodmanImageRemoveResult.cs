namespace Cake.MultiArch.Podman;

/// <summary>What was removed.</summary>
/// <param name="Untagged">The names that were removed.</param>
/// <param name="Deleted">
/// The identifiers of the images and lists that were deleted, without an algorithm in front. One that has another name stays.
/// </param>
public sealed record PodmanImageRemoveResult(IReadOnlyList<string> Untagged, IReadOnlyList<string> Deleted);
