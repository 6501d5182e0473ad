using Cake.MultiArch.Oci;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>The platforms of the build.</content>
public sealed partial class PodmanBuildSettings
{
    /// <summary>
    /// The platforms to build for. The string <c>"linux/arm64"</c> converts to a platform. If this and the properties below are empty,
    /// podman gets its own platform. Otherwise it would use the local base image of whatever architecture was pulled last.
    /// </summary>
    [Flag("--platform")]
    public ICollection<Platform> Platforms { get; } = [];

    /// <summary>
    /// Builds for all platforms that every base image has. If a base image has attestations, podman before 5.0 also tries to build for
    /// <c>unknown/unknown</c>.
    /// </summary>
    [Flag("--all-platforms")]
    public bool AllPlatforms { get; set; }

    /// <summary>The architecture, with its OCI name. <see cref="Platforms"/> takes precedence.</summary>
    [Flag("--arch")]
    public string? Arch { get; set; }

    /// <summary>The operating system. <see cref="Platforms"/> takes precedence.</summary>
    [Flag("--os")]
    public string? Os { get; set; }

    /// <summary>The variant of the architecture. <see cref="Platforms"/> takes precedence.</summary>
    [Flag("--variant")]
    public string? Variant { get; set; }

    /// <summary>The version of the operating system that the image requires. Windows images have one.</summary>
    [Flag("--os-version")]
    public string? OsVersion { get; set; }

    /// <summary>Features of the operating system that the image requires. A dash at the end of a feature removes it.</summary>
    [Flag("--os-feature")]
    public ICollection<string> OsFeatures { get; } = [];
}
