using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>Metadata of the image.</content>
public sealed partial class PodmanBuildSettings
{
    /// <summary>Labels of the image.</summary>
    [Flag("--label")]
    public IDictionary<string, string?> Labels { get; } = new Dictionary<string, string?>();

    /// <summary>Labels of the base image to remove. Podman 4.8 and newer.</summary>
    [Flag("--unsetlabel", Since = "4.8", IsCsv = true)]
    public ICollection<string> UnsetLabels { get; } = [];

    /// <summary>Whether to keep the labels of the base image. Podman's default is true. Podman 5.5 and newer.</summary>
    [Flag("--inherit-labels", Since = "5.5")]
    public bool? InheritLabels { get; set; }

    /// <summary>Annotations of the image's manifest. Docker's format has no annotations.</summary>
    [Flag("--annotation")]
    public IDictionary<string, string?> Annotations { get; } = new Dictionary<string, string?>();

    /// <summary>Annotations of the base image to remove. Podman 5.6 and newer.</summary>
    [Flag("--unsetannotation", Since = "5.6", IsCsv = true)]
    public ICollection<string> UnsetAnnotations { get; } = [];

    /// <summary>Whether to keep the annotations of the base image. Podman's default is true. Podman 5.6 and newer.</summary>
    [Flag("--inherit-annotations", Since = "5.6")]
    public bool? InheritAnnotations { get; set; }

    /// <summary>
    /// Whether to write the annotation <c>org.opencontainers.image.created</c>. Podman's default is true. Podman 5.6 and newer.
    /// </summary>
    [Flag("--created-annotation", Since = "5.6")]
    public bool? CreatedAnnotation { get; set; }

    /// <summary>
    /// Environment variables of the image. A null value is read from podman's environment. <c>EnvironmentVariables</c> sets podman's own
    /// environment.
    /// </summary>
    [Flag("--env")]
    public IDictionary<string, string?> ImageEnvironment { get; } = new Dictionary<string, string?>();

    /// <summary>Environment variables to remove from the image.</summary>
    [Flag("--unsetenv", IsCsv = true)]
    public ICollection<string> UnsetEnvironment { get; } = [];

    /// <summary>Whether to write the label <c>io.buildah.version</c>. Podman's default is true.</summary>
    [Flag("--identity-label")]
    public bool? IdentityLabel { get; set; }

    /// <summary>Leaves out the image's history.</summary>
    [Flag("--omit-history")]
    public bool OmitHistory { get; set; }

    /// <summary>
    /// The time of the image and of every file in its new layers, in whole seconds. With a fixed time the same build makes the same image.
    /// </summary>
    [Flag("--timestamp")]
    public DateTimeOffset? Timestamp { get; set; }

    /// <summary>
    /// The time of the image, in whole seconds. Files keep their own times unless <see cref="RewriteTimestamp"/> is set. It cannot be
    /// combined with <see cref="Timestamp"/>. Podman 5.6 and newer.
    /// </summary>
    /// <remarks>https://reproducible-builds.org/specs/source-date-epoch/</remarks>
    [Flag("--source-date-epoch", Since = "5.6")]
    public DateTimeOffset? SourceDateEpoch { get; set; }

    /// <summary>Sets the times of files in new layers to <see cref="SourceDateEpoch"/> if they are later. Podman 5.6 and newer.</summary>
    [Flag("--rewrite-timestamp", Since = "5.6")]
    public bool RewriteTimestamp { get; set; }

    /// <summary>Whether layers stay uncompressed in the local storage. Podman's default is true. A push compresses them.</summary>
    [Flag("--disable-compression", IsLocalOnly = true)]
    public bool? DisableCompression { get; set; }

    /// <summary>
    /// Whether to discard the changes that RUN steps make below a VOLUME, as podman before 5.2 did. The default is false.
    /// Podman 5.2 and newer.
    /// </summary>
    [Flag("--compat-volumes", Since = "5.2")]
    public bool CompatVolumes { get; set; }

    /// <summary>The fingerprint of the GPG key that signs the image.</summary>
    [Flag("--sign-by", IsLocalOnly = true)]
    public string? SignBy { get; set; }

    /// <summary>
    /// Makes an image for a trusted execution environment. The value has <c>key=value</c> pairs separated by commas. A <c>passphrase</c> is
    /// refused, because it would be visible in the command line. Use an <c>attestation_url</c> instead. Podman 4.7 and newer.
    /// </summary>
    [Flag("--cw", Since = "4.7", IsLocalOnly = true)]
    public string? ConfidentialWorkload { get; set; }
}
