using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Podman;

/// <summary>What a build has made.</summary>
/// <param name="ImageId">
/// The identifier, <c>sha256:…</c>: of the image, or of the list with <see cref="PodmanBuildSettings.Manifest"/>. Empty when
/// <c>HandleExitCode</c> accepted a failure.
/// </param>
/// <param name="Manifest">The name of the list; null without one.</param>
/// <param name="Index">The list, with an entry for each platform; null without one.</param>
public sealed record PodmanBuildResult(string ImageId, string? Manifest = null, ImageIndex? Index = null);
