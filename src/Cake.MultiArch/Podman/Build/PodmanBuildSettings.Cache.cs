using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>Layers of earlier builds, and pulling.</content>
public sealed partial class PodmanBuildSettings
{
    /// <summary>
    /// When to pull a base image. If not set, podman pulls an image that is missing. With a platform it also pulls a newer one.
    /// </summary>
    [Flag("--pull")]
    public PodmanPullPolicy? Pull { get; set; }

    /// <summary>How often to repeat a pull or push that failed. Podman's default is 3.</summary>
    [Flag("--retry", RemoteSince = "5.4")]
    public int? Retry { get; set; }

    /// <summary>How long to wait before each attempt. Podman's default starts at 2 seconds and grows.</summary>
    [Flag("--retry-delay", RemoteSince = "5.4")]
    public TimeSpan? RetryDelay { get; set; }

    /// <summary>Uses no layers of earlier builds.</summary>
    [Flag("--no-cache")]
    public bool NoCache { get; set; }

    /// <summary>
    /// Whether every step becomes a layer that later builds can use. Podman's default is true. Before podman 5.6 the layer cache ignores
    /// the platform. If the content is the same on all platforms, use <c>false</c>, <see cref="NoCache"/>, or a different label per
    /// platform.
    /// </summary>
    [Flag("--layers")]
    public bool? Layers { get; set; }

    /// <summary>Repositories, without a tag, to read layers from. Podman 4.3 accepts only one.</summary>
    [Flag("--cache-from")]
    public ICollection<string> CacheFrom { get; } = [];

    /// <summary>Repositories, without a tag, to write layers to. Podman 4.3 accepts only one.</summary>
    [Flag("--cache-to")]
    public ICollection<string> CacheTo { get; } = [];

    /// <summary>The maximum age of a cached layer. With zero no cached layer is used.</summary>
    [Flag("--cache-ttl")]
    public TimeSpan? CacheTtl { get; set; }

    /// <summary>Labels of the intermediate layers. Podman 4.7 and newer.</summary>
    [Flag("--layer-label", Since = "4.7")]
    public IDictionary<string, string?> LayerLabels { get; } = new Dictionary<string, string?>();

    /// <summary>Combines all new layers into one.</summary>
    [Flag("--squash")]
    public bool Squash { get; set; }

    /// <summary>Combines all layers into one, including those of the base image.</summary>
    [Flag("--squash-all")]
    public bool SquashAll { get; set; }

    /// <summary>Whether to remove working containers after a successful build. Podman's default is true.</summary>
    [Flag("--rm")]
    public bool? Remove { get; set; }

    /// <summary>Whether to remove working containers after a failed build. Podman's default is true.</summary>
    [Flag("--force-rm")]
    public bool? ForceRemove { get; set; }

    /// <summary>
    /// Files with keys that decrypt base images. A key with a passphrase is refused, because the passphrase would be visible in the command
    /// line.
    /// </summary>
    [Flag("--decryption-key", IsCsv = true, IsLocalOnly = true)]
    public ICollection<string> DecryptionKeys { get; } = [];
}
