using Cake.Core.IO;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>The settings of <c>podman manifest add</c>.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-manifest-add.1.html</remarks>
public sealed class ManifestAddSettings : PodmanRegistrySettings
{
    internal override IReadOnlyList<string> Verb => ["manifest", "add"];

    /// <summary>
    /// Sets <see cref="Os"/>, <see cref="Arch"/> and <see cref="Variant"/>: the platform of the entry in the list, whatever the image
    /// itself says.
    /// </summary>
    public Platform? Platform
    {
        get => Os is null || Arch is null ? null : new Platform(Os, Arch, Variant);
        set => (Os, Arch, Variant) = (value?.Os, value?.Architecture, value?.Variant);
    }

    /// <summary>Adds all images if the image is a list itself; otherwise only the image of the host's platform is added.</summary>
    [Flag("--all")]
    public bool All { get; set; }

    /// <summary>The operating system of the entry.</summary>
    [Flag("--os")]
    public string? Os { get; set; }

    /// <summary>The architecture of the entry.</summary>
    [Flag("--arch")]
    public string? Arch { get; set; }

    /// <summary>The variant of the entry's architecture.</summary>
    [Flag("--variant")]
    public string? Variant { get; set; }

    /// <summary>The version of the operating system of the entry.</summary>
    [Flag("--os-version")]
    public string? OsVersion { get; set; }

    /// <summary>Features that the entry requires; rarely used.</summary>
    [Flag("--features", IsCsv = true)]
    public ICollection<string> Features { get; } = [];

    /// <summary>Annotations of the entry.</summary>
    [Flag("--annotation", IsCsv = true, CsvUntil = "5.0")]
    public IDictionary<string, string?> Annotations { get; } = new Dictionary<string, string?>();

    /// <summary>Adds files as an artifact. The operand after the list is then a file, not an image. Podman 5.0 and newer.</summary>
    [Flag("--artifact", Since = "5.0")]
    public bool Artifact { get; set; }

    /// <summary>The file that is the artifact's configuration. Podman 5.0 and newer.</summary>
    [Flag("--artifact-config", Since = "5.0")]
    public FilePath? ArtifactConfig { get; set; }

    /// <summary>The media type of <see cref="ArtifactConfig"/>. Podman 5.0 and newer.</summary>
    [Flag("--artifact-config-type", Since = "5.0")]
    public string? ArtifactConfigType { get; set; }

    /// <summary>Does not record the names of the files. Podman 5.0 and newer.</summary>
    [Flag("--artifact-exclude-titles", Since = "5.0")]
    public bool ArtifactExcludeTitles { get; set; }

    /// <summary>The media type of the files. Podman 5.0 and newer.</summary>
    [Flag("--artifact-layer-type", Since = "5.0")]
    public string? ArtifactLayerType { get; set; }

    /// <summary>The image that the artifact is about. Podman 5.0 and newer.</summary>
    [Flag("--artifact-subject", Since = "5.0")]
    public string? ArtifactSubject { get; set; }

    /// <summary>The type of the artifact. Podman 5.0 and newer.</summary>
    [Flag("--artifact-type", Since = "5.0")]
    public string? ArtifactType { get; set; }
}
