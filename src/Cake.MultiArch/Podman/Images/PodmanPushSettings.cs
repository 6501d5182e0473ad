using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>
/// Settings of <c>podman push</c>. A list is pushed with <c>podman manifest push</c>. That command lacks some of these settings, and the
/// alias refuses those for a list.
/// </summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-push.1.html</remarks>
[FlagLeftOut("--disable-content-trust", "It is a Docker flag without effect in podman.")]
public sealed class PodmanPushSettings : PodmanRegistrySettings
{
    internal override IReadOnlyList<string> Verb => ["push"];

    /// <summary>Compresses layers when the destination is a folder (<c>dir:</c>).</summary>
    [Flag("--compress", IsLocalOnly = true)]
    public bool Compress { get; set; }

    /// <summary>The compression of layers.</summary>
    [Flag("--compression-format")]
    public PodmanCompression? CompressionFormat { get; set; }

    /// <summary>The compression level: 1 to 9 for gzip (default 5), 1 to 20 for Zstandard (default 3). Podman 4.6 and newer.</summary>
    [Flag("--compression-level", Since = "4.6")]
    public int? CompressionLevel { get; set; }

    /// <summary>
    /// Compresses a layer again when the registry has it with another compression. Podman's default is true when
    /// <see cref="CompressionFormat"/> is set. Podman 4.7 and newer.
    /// </summary>
    [Flag("--force-compression", Since = "4.7")]
    public bool? ForceCompression { get; set; }

    /// <summary>A file for the digest of the pushed image. The alias always returns the digest too.</summary>
    [Flag("--digestfile", RemoteSince = "4.6")]
    public FilePath? DigestFile { get; set; }

    /// <summary>
    /// The layers to encrypt, counted from 0, or from the end with -1. If empty and <see cref="EncryptionKeys"/> is set, all layers are
    /// encrypted. Podman 4.4 and newer.
    /// </summary>
    [Flag("--encrypt-layer", Since = "4.4", IsLocalOnly = true)]
    public ICollection<int> EncryptLayers { get; } = [];

    /// <summary>The public keys for the encryption, each with its protocol: <c>jwe:/path/to/key.pem</c>. Podman 4.4 and newer.</summary>
    /// <remarks>https://github.com/containers/ocicrypt</remarks>
    [Flag("--encryption-key", Since = "4.4", IsLocalOnly = true)]
    public ICollection<string> EncryptionKeys { get; } = [];

    /// <summary>The format of the manifest. The default is the format of the image.</summary>
    [Flag("--format")]
    public PodmanManifestFormat? Format { get; set; }

    /// <summary>Hides the progress.</summary>
    [Flag("--quiet")]
    public bool Quiet { get; set; }

    /// <summary>Does not push the signatures of the image.</summary>
    [Flag("--remove-signatures")]
    public bool RemoveSignatures { get; set; }

    /// <summary>How often to repeat a failed push. Podman's default is 3. Podman 5.0 and newer.</summary>
    [Flag("--retry", Since = "5.0")]
    public int? Retry { get; set; }

    /// <summary>
    /// How long to wait before each new attempt. By default each wait is longer than the one before. Podman 5.0 and newer.
    /// </summary>
    [Flag("--retry-delay", Since = "5.0")]
    public TimeSpan? RetryDelay { get; set; }

    /// <summary>The fingerprint of the GPG key for the signature.</summary>
    [Flag("--sign-by", IsLocalOnly = true)]
    public string? SignBy { get; set; }

    /// <summary>A file with the parameters of a sigstore signature. Podman 4.4 and newer.</summary>
    /// <remarks>https://github.com/containers/image/blob/main/docs/containers-sigstore-signing-params.yaml.5.md</remarks>
    [Flag("--sign-by-sigstore", Since = "4.4", IsLocalOnly = true)]
    public FilePath? SignBySigstore { get; set; }

    /// <summary>The private key for a sigstore signature.</summary>
    [Flag("--sign-by-sigstore-private-key", IsLocalOnly = true)]
    public FilePath? SignBySigstorePrivateKey { get; set; }

    /// <summary>The fingerprint of the Sequoia-PGP key for the signature. Podman 5.7 and newer.</summary>
    [Flag("--sign-by-sq-fingerprint", Since = "5.7", IsLocalOnly = true)]
    public string? SignBySequoiaFingerprint { get; set; }

    /// <summary>A file with the passphrase of the signing key.</summary>
    [Flag("--sign-passphrase-file", IsLocalOnly = true)]
    public FilePath? SignPassphraseFile { get; set; }
}
