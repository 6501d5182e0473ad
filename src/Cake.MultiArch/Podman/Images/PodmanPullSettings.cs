using Cake.MultiArch.Oci;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>What <c>podman pull</c> can be told.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-pull.1.html</remarks>
[FlagLeftOut("--disable-content-trust", "It is Docker's, and podman does nothing with it.")]
public sealed class PodmanPullSettings : PodmanRegistrySettings
{
    internal override IReadOnlyList<string> Verb => ["pull"];

    /// <summary>
    /// The platform to pull, in place of that of the podman that pulls. Podman only warns when the image is for another one; here that
    /// fails.
    /// </summary>
    [Flag("--platform")]
    public Platform? Platform { get; set; }

    /// <summary>The architecture to pull; not together with <see cref="Platform"/>.</summary>
    [Flag("--arch")]
    public string? Arch { get; set; }

    /// <summary>The operating system to pull; not together with <see cref="Platform"/>.</summary>
    [Flag("--os")]
    public string? Os { get; set; }

    /// <summary>The variant of the architecture to pull.</summary>
    [Flag("--variant")]
    public string? Variant { get; set; }

    /// <summary>Pulls every tag of the repository.</summary>
    [Flag("--all-tags")]
    public bool AllTags { get; set; }

    /// <summary>Private keys for layers that are encrypted, each a file, with <c>:PASSWORDFILE</c> behind it where it needs one. Podman 4.4 and newer.</summary>
    /// <remarks>https://github.com/containers/ocicrypt</remarks>
    [Flag("--decryption-key", Since = "4.4", IsLocalOnly = true)]
    public ICollection<string> DecryptionKeys { get; } = [];

    /// <summary>When the image is pulled though the local storage has one; podman's default is always. Podman 5.6 and newer.</summary>
    [Flag("--policy", Since = "5.6")]
    public PodmanPullPolicy? Policy { get; set; }

    /// <summary>Shows no progress.</summary>
    [Flag("--quiet")]
    public bool Quiet { get; set; }

    /// <summary>How often a pull that failed is tried again; podman's default is 3. Podman 5.0 and newer.</summary>
    [Flag("--retry", Since = "5.0")]
    public int? Retry { get; set; }

    /// <summary>How long podman waits before it tries again; by default longer each time. Podman 5.0 and newer.</summary>
    [Flag("--retry-delay", Since = "5.0")]
    public TimeSpan? RetryDelay { get; set; }
}
