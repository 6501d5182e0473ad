using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>
/// What <c>podman push</c> can be told. A name that is a list is pushed by <c>podman manifest push</c>, which lacks some of these: the
/// ones that it has are handed on, the others are refused.
/// </summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-push.1.html</remarks>
[FlagLeftOut("--disable-content-trust", "It is Docker's, and podman does nothing with it.")]
public sealed class PodmanPushSettings : PodmanRegistrySettings
{
    internal override IReadOnlyList<string> Verb => ["push"];

    /// <summary>Compresses layers when the destination is a folder (<c>dir:</c>).</summary>
    [Flag("--compress", IsLocalOnly = true)]
    public bool Compress { get; set; }

    /// <summary>How layers are compressed.</summary>
    [Flag("--compression-format")]
    public PodmanCompression? CompressionFormat { get; set; }

    /// <summary>How hard: 1 to 9 for gzip (5 is usual), 1 to 20 for Zstandard (3 is usual). Podman 4.6 and newer.</summary>
    [Flag("--compression-level", Since = "4.6")]
    public int? CompressionLevel { get; set; }

    /// <summary>
    /// Compresses anew where the registry has the layer in another compression; podman's default is true when
    /// <see cref="CompressionFormat"/> is given. Podman 4.7 and newer.
    /// </summary>
    [Flag("--force-compression", Since = "4.7")]
    public bool? ForceCompression { get; set; }

    /// <summary>A file for the digest of what was pushed. The answer of the alias holds it in any case.</summary>
    [Flag("--digestfile", RemoteSince = "4.6")]
    public FilePath? DigestFile { get; set; }

    /// <summary>The layers to encrypt, counted from 0, or from the end with -1; with <see cref="EncryptionKeys"/> and none here, all. Podman 4.4 and newer.</summary>
    [Flag("--encrypt-layer", Since = "4.4", IsLocalOnly = true)]
    public ICollection<int> EncryptLayers { get; } = [];

    /// <summary>The public keys that the layers are encrypted for, each with its protocol: <c>jwe:/path/to/key.pem</c>. Podman 4.4 and newer.</summary>
    /// <remarks>https://github.com/containers/ocicrypt</remarks>
    [Flag("--encryption-key", Since = "4.4", IsLocalOnly = true)]
    public ICollection<string> EncryptionKeys { get; } = [];

    /// <summary>The format of the manifest; by default that of the image.</summary>
    [Flag("--format")]
    public PodmanManifestFormat? Format { get; set; }

    /// <summary>Shows no progress.</summary>
    [Flag("--quiet")]
    public bool Quiet { get; set; }

    /// <summary>Pushes no signatures of the image.</summary>
    [Flag("--remove-signatures")]
    public bool RemoveSignatures { get; set; }

    /// <summary>How often a push that failed is tried again; podman's default is 3. Podman 5.0 and newer.</summary>
    [Flag("--retry", Since = "5.0")]
    public int? Retry { get; set; }

    /// <summary>How long podman waits before it tries again; by default longer each time. Podman 5.0 and newer.</summary>
    [Flag("--retry-delay", Since = "5.0")]
    public TimeSpan? RetryDelay { get; set; }

    /// <summary>The fingerprint of the GPG key that signs.</summary>
    [Flag("--sign-by", IsLocalOnly = true)]
    public string? SignBy { get; set; }

    /// <summary>A file with the parameters of a sigstore signature. Podman 4.4 and newer.</summary>
    /// <remarks>https://github.com/containers/image/blob/main/docs/containers-sigstore-signing-params.yaml.5.md</remarks>
    [Flag("--sign-by-sigstore", Since = "4.4", IsLocalOnly = true)]
    public FilePath? SignBySigstore { get; set; }

    /// <summary>The private key of a sigstore signature.</summary>
    [Flag("--sign-by-sigstore-private-key", IsLocalOnly = true)]
    public FilePath? SignBySigstorePrivateKey { get; set; }

    /// <summary>The fingerprint of the Sequoia-PGP key that signs. Podman 5.7 and newer.</summary>
    [Flag("--sign-by-sq-fingerprint", Since = "5.7", IsLocalOnly = true)]
    public string? SignBySequoiaFingerprint { get; set; }

    /// <summary>A file with the passphrase of the signing key.</summary>
    [Flag("--sign-passphrase-file", IsLocalOnly = true)]
    public FilePath? SignPassphraseFile { get; set; }
}
