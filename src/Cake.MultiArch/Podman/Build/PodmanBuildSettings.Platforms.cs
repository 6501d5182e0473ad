using Cake.MultiArch.Oci;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>What is built for.</content>
public sealed partial class PodmanBuildSettings
{
    /// <summary>
    /// The platforms to build for; a platform converts from <c>"linux/arm64"</c>. Without one, and without any of the properties below,
    /// the platform of the podman that builds is named to it: left to itself it takes the local base image of whatever architecture was
    /// pulled last.
    /// </summary>
    [Flag("--platform")]
    public ICollection<Platform> Platforms { get; } = [];

    /// <summary>
    /// Builds for all platforms that every base image has. A base with attestations makes podman before 5.0 try <c>unknown/unknown</c> too.
    /// </summary>
    [Flag("--all-platforms")]
    public bool AllPlatforms { get; set; }

    /// <summary>The architecture, in OCI's word. <see cref="Platforms"/> wins.</summary>
    [Flag("--arch")]
    public string? Arch { get; set; }

    /// <summary>The operating system. <see cref="Platforms"/> wins.</summary>
    [Flag("--os")]
    public string? Os { get; set; }

    /// <summary>The variant of the architecture. <see cref="Platforms"/> wins.</summary>
    [Flag("--variant")]
    public string? Variant { get; set; }

    /// <summary>The version of the operating system that the image requires; Windows images have one.</summary>
    [Flag("--os-version")]
    public string? OsVersion { get; set; }

    /// <summary>Features of the operating system that the image requires; one with a dash at its end is taken away.</summary>
    [Flag("--os-feature")]
    public ICollection<string> OsFeatures { get; } = [];
}
