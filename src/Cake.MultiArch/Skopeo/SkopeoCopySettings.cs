using Cake.Core.IO;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Skopeo;

/// <summary>What <c>skopeo copy</c> can be told.</summary>
/// <remarks>https://github.com/containers/skopeo/blob/main/docs/skopeo-copy.1.md</remarks>
[PodmanFlagLeftOut("--help", "It answers a text for people.")]
[PodmanFlagLeftOut("--src-username", "It goes with the password; SourceCredentials holds both.")]
[PodmanFlagLeftOut("--src-password", "It shows the password in the list of processes; SourceCredentials does not.")]
[PodmanFlagLeftOut("--src-registry-token", "It shows the token in the list of processes.")]
[PodmanFlagLeftOut("--dest-username", "It goes with the password; DestinationCredentials holds both.")]
[PodmanFlagLeftOut("--dest-password", "It shows the password in the list of processes; DestinationCredentials does not.")]
[PodmanFlagLeftOut("--dest-registry-token", "It shows the token in the list of processes.")]
public sealed partial class SkopeoCopySettings : SkopeoSettings
{
    internal override IReadOnlyList<string> Verb => ["copy"];

    /// <summary>Copies all images of an index, and the index; else only the image of one platform.</summary>
    [PodmanFlag("--all")]
    public bool All { get; set; }

    /// <summary>What of an index is copied, in place of <see cref="All"/>.</summary>
    [PodmanFlag("--multi-arch")]
    public SkopeoMultiArch? MultiArch { get; set; }

    /// <summary>Further tags, of an archive (<c>docker-archive:</c>).</summary>
    [PodmanFlag("--additional-tag", IsCsv = true)]
    public ICollection<string> AdditionalTags { get; } = [];

    /// <summary>
    /// A file with credentials for both sides, as <c>podman login --authfile</c> writes it; by default the file that
    /// <c>REGISTRY_AUTH_FILE</c> names, then the usual places.
    /// </summary>
    [PodmanFlag("--authfile")]
    public FilePath? AuthFile { get; set; }

    /// <summary>Private keys for layers that are encrypted, each a file, with <c>:PASSWORDFILE</c> behind it where it needs one.</summary>
    /// <remarks>https://github.com/containers/ocicrypt</remarks>
    [PodmanFlag("--decryption-key", IsCsv = true)]
    public ICollection<string> DecryptionKeys { get; } = [];

    /// <summary>The layers to encrypt, counted from 0, or from the end with -1; with <see cref="EncryptionKeys"/> and none here, all.</summary>
    [PodmanFlag("--encrypt-layer")]
    public ICollection<int> EncryptLayers { get; } = [];

    /// <summary>The public keys that the layers are encrypted for, each with its protocol: <c>jwe:/path/to/key.pem</c>.</summary>
    [PodmanFlag("--encryption-key", IsCsv = true)]
    public ICollection<string> EncryptionKeys { get; } = [];

    /// <summary>A file for the digest of the copy. The answer of the alias holds it in any case.</summary>
    [PodmanFlag("--digestfile")]
    public FilePath? DigestFile { get; set; }

    /// <summary>The format of the manifest; by default that of the source, or another that the destination takes.</summary>
    [PodmanFlag("--format")]
    public PodmanManifestFormat? Format { get; set; }

    /// <summary>Fails when the copy would not have the digest of the source.</summary>
    [PodmanFlag("--preserve-digests")]
    public bool PreserveDigests { get; set; }

    /// <summary>Shows no progress.</summary>
    [PodmanFlag("--quiet")]
    public bool Quiet { get; set; }

    /// <summary>Copies no signatures.</summary>
    [PodmanFlag("--remove-signatures")]
    public bool RemoveSignatures { get; set; }

    /// <summary>How often a copy that failed is tried again; skopeo's default is 0.</summary>
    [PodmanFlag("--retry-times")]
    public int? RetryTimes { get; set; }

    /// <summary>The fingerprint of the GPG key that signs.</summary>
    [PodmanFlag("--sign-by")]
    public string? SignBy { get; set; }

    /// <summary>The private key of a sigstore signature.</summary>
    [PodmanFlag("--sign-by-sigstore-private-key")]
    public FilePath? SignBySigstorePrivateKey { get; set; }

    /// <summary>The name that the signature is for; by default that of the destination.</summary>
    [PodmanFlag("--sign-identity")]
    public string? SignIdentity { get; set; }

    /// <summary>A file with the passphrase of the signing key.</summary>
    [PodmanFlag("--sign-passphrase-file")]
    public FilePath? SignPassphraseFile { get; set; }
}
