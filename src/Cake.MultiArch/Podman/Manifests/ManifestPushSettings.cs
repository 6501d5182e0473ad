using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>The settings of <c>podman manifest push</c>.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-manifest-push.1.html</remarks>
public sealed class ManifestPushSettings : PodmanRegistrySettings
{
    internal override IReadOnlyList<string> Verb => ["manifest", "push"];

    /// <summary>Pushes the images of the list too. With false, the images must already be in the destination's repository.</summary>
    [Flag("--all")]
    public bool? All { get; set; } = true;

    /// <summary>The format of the list. The default is the format of its entries.</summary>
    [Flag("--format")]
    public ManifestFormat? Format { get; set; }

    /// <summary>How layers are compressed.</summary>
    [Flag("--compression-format")]
    public PodmanCompression? CompressionFormat { get; set; }

    /// <summary>The compression level: 1 to 9 for gzip (default 5), 1 to 20 for Zstandard (default 3). Podman 4.6 and newer.</summary>
    [Flag("--compression-level", Since = "4.6", IsLocalOnly = true)]
    public int? CompressionLevel { get; set; }

    /// <summary>Adds a second entry with this compression for each entry. Podman 4.7 and newer.</summary>
    [Flag("--add-compression", Since = "4.7", IsCsv = true)]
    public ICollection<PodmanCompression> AddCompression { get; } = [];

    /// <summary>
    /// Compresses a layer again if the registry has it in another compression. Podman's default is true if <see
    /// cref="CompressionFormat"/> is set. Podman 4.7 and newer.
    /// </summary>
    [Flag("--force-compression", Since = "4.7")]
    public bool? ForceCompression { get; set; }

    /// <summary>A file for the digest of the pushed list. The result of the alias contains it in any case.</summary>
    [Flag("--digestfile")]
    public FilePath? DigestFile { get; set; }

    /// <summary>Shows no progress.</summary>
    [Flag("--quiet")]
    public bool Quiet { get; set; }

    /// <summary>Removes the local list after the push.</summary>
    [Flag("--rm")]
    public bool Remove { get; set; }

    /// <summary>Pushes no signatures of the images.</summary>
    [Flag("--remove-signatures")]
    public bool RemoveSignatures { get; set; }

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
