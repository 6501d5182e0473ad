using Cake.Core.IO;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Skopeo;

/// <summary>
/// What every skopeo command can be told: skopeo's global options (those of skopeo 1.9), and Cake's settings of a tool.
/// </summary>
/// <remarks>https://github.com/containers/skopeo/blob/main/docs/skopeo.1.md</remarks>
[PodmanFlagLeftOut("--help", "It answers a text for people.")]
[PodmanFlagLeftOut("--version", "Nothing depends on it.")]
public abstract class SkopeoSettings : ImageToolSettings
{
    /// <summary>
    /// Sets <see cref="OverrideOs"/>, <see cref="OverrideArch"/> and <see cref="OverrideVariant"/>: the image of an index that is meant, in
    /// place of the host's. Skopeo takes an image that stands alone whatever it is for; here one for another platform fails.
    /// </summary>
    public Platform? Platform
    {
        get => OverrideOs is null || OverrideArch is null ? null : new Platform(OverrideOs, OverrideArch, OverrideVariant);
        set => (OverrideOs, OverrideArch, OverrideVariant) = (value?.Os, value?.Architecture, value?.Variant);
    }

    /// <summary>The architecture of the image that is meant.</summary>
    [PodmanFlag("--override-arch")]
    public string? OverrideArch { get; set; }

    /// <summary>The operating system of the image that is meant.</summary>
    [PodmanFlag("--override-os")]
    public string? OverrideOs { get; set; }

    /// <summary>The variant of the architecture of the image that is meant.</summary>
    [PodmanFlag("--override-variant")]
    public string? OverrideVariant { get; set; }

    /// <summary>How long skopeo gives the command; by default for ever.</summary>
    [PodmanFlag("--command-timeout")]
    public TimeSpan? CommandTimeout { get; set; }

    /// <summary>Logs what helps to find a fault.</summary>
    [PodmanFlag("--debug")]
    public bool Debug { get; set; }

    /// <summary>Takes any image, whatever the host's policy of trust says.</summary>
    [PodmanFlag("--insecure-policy")]
    public bool InsecurePolicy { get; set; }

    /// <summary>The policy of trust, in place of the host's.</summary>
    /// <remarks>https://github.com/containers/image/blob/main/docs/containers-policy.json.5.md</remarks>
    [PodmanFlag("--policy")]
    public FilePath? Policy { get; set; }

    /// <summary>The folder with configurations of registries, for example where their signatures are.</summary>
    [PodmanFlag("--registries.d")]
    public DirectoryPath? RegistriesDirectory { get; set; }

    /// <summary>Where temporary files lie; it needs room for the largest image.</summary>
    [PodmanFlag("--tmpdir")]
    public DirectoryPath? TemporaryDirectory { get; set; }
}
