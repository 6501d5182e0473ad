using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>What is taken from earlier builds and from registries.</content>
public sealed partial class PodmanBuildSettings
{
    /// <summary>When a base image is pulled. Unset, podman looks for what is missing (and for what is newer, when a platform is given).</summary>
    [Flag("--pull")]
    public PodmanPullPolicy? Pull { get; set; }

    /// <summary>How often a pull or push is tried again; podman's default is 3.</summary>
    [Flag("--retry", RemoteSince = "5.4")]
    public int? Retry { get; set; }

    /// <summary>How long to wait before that; podman's default begins with 2 seconds and grows.</summary>
    [Flag("--retry-delay", RemoteSince = "5.4")]
    public TimeSpan? RetryDelay { get; set; }

    /// <summary>Uses no layer of an earlier build.</summary>
    [Flag("--no-cache")]
    public bool NoCache { get; set; }

    /// <summary>
    /// Whether every step becomes a layer that later builds use; podman's default is true. Before podman 5.6 the layer cache does not
    /// look at the platform: content that is the same for all of them needs <c>false</c>, <see cref="NoCache"/>, or a label that differs.
    /// </summary>
    [Flag("--layers")]
    public bool? Layers { get; set; }

    /// <summary>Repositories, without a tag, to take layers from. Podman 4.3 takes one only.</summary>
    [Flag("--cache-from")]
    public ICollection<string> CacheFrom { get; } = [];

    /// <summary>Repositories, without a tag, to put layers into. Podman 4.3 takes one only.</summary>
    [Flag("--cache-to")]
    public ICollection<string> CacheTo { get; } = [];

    /// <summary>How old a layer may be to be used again; zero uses none.</summary>
    [Flag("--cache-ttl")]
    public TimeSpan? CacheTtl { get; set; }

    /// <summary>Labels of the layers between the base and the image. Podman 4.7 and newer.</summary>
    [Flag("--layer-label", Since = "4.7")]
    public IDictionary<string, string?> LayerLabels { get; } = new Dictionary<string, string?>();

    /// <summary>Makes one layer of all new ones.</summary>
    [Flag("--squash")]
    public bool Squash { get; set; }

    /// <summary>Makes one layer of all, those of the base image too.</summary>
    [Flag("--squash-all")]
    public bool SquashAll { get; set; }

    /// <summary>Whether working containers are removed after a build that succeeds; podman's default is true.</summary>
    [Flag("--rm")]
    public bool? Remove { get; set; }

    /// <summary>Whether working containers are removed after a build that fails; podman's default is true.</summary>
    [Flag("--force-rm")]
    public bool? ForceRemove { get; set; }

    /// <summary>
    /// Files with keys to decrypt base images. A key with a passphrase is refused, because the passphrase would stand in the command line.
    /// </summary>
    [Flag("--decryption-key", IsCsv = true, IsLocalOnly = true)]
    public ICollection<string> DecryptionKeys { get; } = [];
}
