using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>What the image says about itself.</content>
public sealed partial class PodmanBuildSettings
{
    /// <summary>Labels of the image.</summary>
    [Flag("--label")]
    public IDictionary<string, string?> Labels { get; } = new Dictionary<string, string?>();

    /// <summary>Labels of the base image that are not taken over. Podman 4.8 and newer.</summary>
    [Flag("--unsetlabel", Since = "4.8", IsCsv = true)]
    public ICollection<string> UnsetLabels { get; } = [];

    /// <summary>Whether labels of the base image are taken over; podman's default is true. Podman 5.5 and newer.</summary>
    [Flag("--inherit-labels", Since = "5.5")]
    public bool? InheritLabels { get; set; }

    /// <summary>Annotations of the image's manifest; Docker's format has none.</summary>
    [Flag("--annotation")]
    public IDictionary<string, string?> Annotations { get; } = new Dictionary<string, string?>();

    /// <summary>Annotations of the base image that are not taken over. Podman 5.6 and newer.</summary>
    [Flag("--unsetannotation", Since = "5.6", IsCsv = true)]
    public ICollection<string> UnsetAnnotations { get; } = [];

    /// <summary>Whether annotations of the base image are taken over; podman's default is true. Podman 5.6 and newer.</summary>
    [Flag("--inherit-annotations", Since = "5.6")]
    public bool? InheritAnnotations { get; set; }

    /// <summary>Whether the annotation <c>org.opencontainers.image.created</c> is written; podman's default is true. Podman 5.6 and newer.</summary>
    [Flag("--created-annotation", Since = "5.6")]
    public bool? CreatedAnnotation { get; set; }

    /// <summary>
    /// Environment variables of the image; a null value is taken from podman's environment. Podman's own environment is
    /// <c>EnvironmentVariables</c>.
    /// </summary>
    [Flag("--env")]
    public IDictionary<string, string?> ImageEnvironment { get; } = new Dictionary<string, string?>();

    /// <summary>Environment variables that the image does not keep.</summary>
    [Flag("--unsetenv", IsCsv = true)]
    public ICollection<string> UnsetEnvironment { get; } = [];

    /// <summary>Whether the label <c>io.buildah.version</c> is written; podman's default is true.</summary>
    [Flag("--identity-label")]
    public bool? IdentityLabel { get; set; }

    /// <summary>Leaves out the image's history.</summary>
    [Flag("--omit-history")]
    public bool OmitHistory { get; set; }

    /// <summary>The time of the image and of every file in its new layers, in whole seconds, so that the same build gives the same image.</summary>
    [Flag("--timestamp")]
    public DateTimeOffset? Timestamp { get; set; }

    /// <summary>The time of the image, in whole seconds; files keep theirs unless <see cref="RewriteTimestamp"/>. Not with <see cref="Timestamp"/>. Podman 5.6 and newer.</summary>
    /// <remarks>https://reproducible-builds.org/specs/source-date-epoch/</remarks>
    [Flag("--source-date-epoch", Since = "5.6")]
    public DateTimeOffset? SourceDateEpoch { get; set; }

    /// <summary>Lowers the times of files in new layers to <see cref="SourceDateEpoch"/> where they are later. Podman 5.6 and newer.</summary>
    [Flag("--rewrite-timestamp", Since = "5.6")]
    public bool RewriteTimestamp { get; set; }

    /// <summary>Whether layers stay uncompressed in the local storage; podman's default is true, and a push compresses them.</summary>
    [Flag("--disable-compression", IsLocalOnly = true)]
    public bool? DisableCompression { get; set; }

    /// <summary>
    /// Whether what RUN steps change below a VOLUME is dropped, as before podman 5.2; podman's default is false since then. Podman 5.2 and newer.
    /// </summary>
    [Flag("--compat-volumes", Since = "5.2")]
    public bool CompatVolumes { get; set; }

    /// <summary>The fingerprint of the GPG key that signs the image.</summary>
    [Flag("--sign-by", IsLocalOnly = true)]
    public string? SignBy { get; set; }

    /// <summary>
    /// Makes an image for a trusted execution environment: <c>key=value</c> pairs separated by commas. A <c>passphrase</c> among them is
    /// refused, because it would stand in the command line; name an <c>attestation_url</c>. Podman 4.7 and newer.
    /// </summary>
    [Flag("--cw", Since = "4.7", IsLocalOnly = true)]
    public string? ConfidentialWorkload { get; set; }
}
