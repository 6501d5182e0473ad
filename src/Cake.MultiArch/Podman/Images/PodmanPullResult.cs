using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Podman;

/// <summary>What was pulled.</summary>
/// <param name="ImageId">The identifier, <c>sha256:…</c>: the digest of the image's config. Of several images, the last one's.</param>
/// <param name="Images">
/// The images, each as the local storage has it; several only with <see cref="PodmanPullSettings.AllTags"/>.
/// </param>
public sealed record PodmanPullResult(string ImageId, IReadOnlyList<ImageInspection> Images)
{
    /// <summary>What the image says it is for.</summary>
    public Platform Platform => Images[^1].Platform;
}
