using Cake.MultiArch.Oci;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>Settings of <c>podman pull</c>.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-pull.1.html</remarks>
[FlagLeftOut("--disable-content-trust", "It is a Docker flag without effect in podman.")]
public sealed class PodmanPullSettings : PodmanRegistrySettings
{
    internal override IReadOnlyList<string> Verb => ["pull"];

    /// <summary>
    /// The platform to pull instead of podman's own. Podman only warns when the image is for another platform. The alias fails in that
    /// case.
    /// </summary>
    [Flag("--platform")]
    public Platform? Platform { get; set; }

    /// <summary>The architecture to pull. It cannot be combined with <see cref="Platform"/>.</summary>
    [Flag("--arch")]
    public string? Arch { get; set; }

    /// <summary>The operating system to pull. It cannot be combined with <see cref="Platform"/>.</summary>
    [Flag("--os")]
    public string? Os { get; set; }

    /// <summary>The variant of the architecture to pull. It cannot be combined with <see cref="Platform"/>.</summary>
    [Flag("--variant")]
    public string? Variant { get; set; }

    /// <summary>Pulls every tag of the repository.</summary>
    [Flag("--all-tags")]
    public bool AllTags { get; set; }

    /// <summary>
    /// Files with private keys for encrypted layers. Append <c>:PASSWORDFILE</c> to a key that needs a password. Podman 4.4 and newer.
    /// </summary>
    /// <remarks>https://github.com/containers/ocicrypt</remarks>
    [Flag("--decryption-key", Since = "4.4", IsLocalOnly = true)]
    public ICollection<string> DecryptionKeys { get; } = [];

    /// <summary>When to pull an image that the local storage already has. Podman's default is always. Podman 5.6 and newer.</summary>
    [Flag("--policy", Since = "5.6")]
    public PodmanPullPolicy? Policy { get; set; }

    /// <summary>Hides the progress.</summary>
    [Flag("--quiet")]
    public bool Quiet { get; set; }

    /// <summary>How often to repeat a failed pull. Podman's default is 3. Podman 5.0 and newer.</summary>
    [Flag("--retry", Since = "5.0")]
    public int? Retry { get; set; }

    /// <summary>
    /// How long to wait before each new attempt. By default each wait is longer than the one before. Podman 5.0 and newer.
    /// </summary>
    [Flag("--retry-delay", Since = "5.0")]
    public TimeSpan? RetryDelay { get; set; }
}
