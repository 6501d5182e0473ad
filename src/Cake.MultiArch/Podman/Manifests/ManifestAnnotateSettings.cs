using Cake.MultiArch.Oci;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>The settings of <c>podman manifest annotate</c>.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-manifest-annotate.1.html</remarks>
public sealed class ManifestAnnotateSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["manifest", "annotate"];

    /// <summary>Sets <see cref="Os"/>, <see cref="Arch"/> and <see cref="Variant"/>: the platform of the entry in the list.</summary>
    public Platform? Platform
    {
        get => Os is null || Arch is null ? null : new Platform(Os, Arch, Variant);
        set => (Os, Arch, Variant) = (value?.Os, value?.Architecture, value?.Variant);
    }

    /// <summary>Annotations to set. Existing annotations stay.</summary>
    [Flag("--annotation", IsCsv = true, CsvUntil = "5.0", RemoteSince = "4.4")]
    public IDictionary<string, string?> Annotations { get; } = new Dictionary<string, string?>();

    /// <summary>The operating system of the entry.</summary>
    [Flag("--os", RemoteSince = "4.4")]
    public string? Os { get; set; }

    /// <summary>The architecture of the entry.</summary>
    [Flag("--arch", RemoteSince = "4.4")]
    public string? Arch { get; set; }

    /// <summary>The variant of the entry's architecture.</summary>
    [Flag("--variant", RemoteSince = "4.4")]
    public string? Variant { get; set; }

    /// <summary>The version of the operating system of the entry.</summary>
    [Flag("--os-version", RemoteSince = "4.4")]
    public string? OsVersion { get; set; }

    /// <summary>
    /// The features that the entry requires of the operating system. Podman 4.3 and 5.4 accept the flag and do nothing, so the command
    /// fails here.
    /// </summary>
    [Flag("--os-features", IsCsv = true, RemoteSince = "4.4")]
    public ICollection<string> OsFeatures { get; } = [];

    /// <summary>
    /// Features that the entry requires; rarely used. A list with annotations has the OCI format, which has no features. Podman drops
    /// them, so the command fails here.
    /// </summary>
    [Flag("--features", IsCsv = true, RemoteSince = "4.4")]
    public ICollection<string> Features { get; } = [];

    /// <summary>
    /// Sets <see cref="Annotations"/> on the list itself. Use it with the alias that names no entry. Podman 5.0 and newer.
    /// </summary>
    [Flag("--index", Since = "5.0")]
    public bool Index { get; set; }

    /// <summary>The image or artifact that the list describes. Use it with <see cref="Index"/>. Podman 5.0 and newer.</summary>
    [Flag("--subject", Since = "5.0")]
    public string? Subject { get; set; }
}
