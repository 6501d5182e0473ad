using Cake.Core.IO;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Skopeo;

/// <content>Where the image comes from, and where it goes.</content>
public sealed partial class SkopeoCopySettings
{
    /// <summary>A file with credentials for the source, in place of <see cref="AuthFile"/>.</summary>
    [PodmanFlag("--src-authfile")]
    public FilePath? SourceAuthFile { get; set; }

    /// <summary>
    /// Credentials for the source and for this command only. They are handed over in a file that only this user can read, together with
    /// what the authfile already holds, and the file is removed afterwards.
    /// </summary>
    [PodmanFlag("--src-creds", IsOurs = true)]
    public RegistryCredentials? SourceCredentials { get; set; }

    /// <summary>A folder with certificates (<c>*.crt</c>, <c>*.cert</c>, <c>*.key</c>) for the registry of the source.</summary>
    [PodmanFlag("--src-cert-dir")]
    public DirectoryPath? SourceCertDir { get; set; }

    /// <summary>The Docker service that has the source (<c>docker-daemon:</c>).</summary>
    [PodmanFlag("--src-daemon-host")]
    public string? SourceDaemonHost { get; set; }

    /// <summary>Uses no credentials for the source, though there are some.</summary>
    [PodmanFlag("--src-no-creds")]
    public bool SourceNoCredentials { get; set; }

    /// <summary>A folder with the blobs of several OCI layouts, for the source (<c>oci:</c>).</summary>
    [PodmanFlag("--src-shared-blob-dir")]
    public DirectoryPath? SourceSharedBlobDirectory { get; set; }

    /// <summary>Whether the registry of the source must speak HTTPS with a certificate that is vouched for; by default true, unless it is configured as insecure.</summary>
    [PodmanFlag("--src-tls-verify")]
    public bool? SourceTlsVerify { get; set; }

    /// <summary>A file with credentials for the destination, in place of <see cref="AuthFile"/>.</summary>
    [PodmanFlag("--dest-authfile")]
    public FilePath? DestinationAuthFile { get; set; }

    /// <summary>
    /// Credentials for the destination and for this command only. They are handed over in a file that only this user can read, together with
    /// what the authfile already holds, and the file is removed afterwards.
    /// </summary>
    [PodmanFlag("--dest-creds", IsOurs = true)]
    public RegistryCredentials? DestinationCredentials { get; set; }

    /// <summary>A folder with certificates (<c>*.crt</c>, <c>*.cert</c>, <c>*.key</c>) for the registry of the destination.</summary>
    [PodmanFlag("--dest-cert-dir")]
    public DirectoryPath? DestinationCertDir { get; set; }

    /// <summary>The Docker service that has the destination (<c>docker-daemon:</c>).</summary>
    [PodmanFlag("--dest-daemon-host")]
    public string? DestinationDaemonHost { get; set; }

    /// <summary>Uses no credentials for the destination, though there are some.</summary>
    [PodmanFlag("--dest-no-creds")]
    public bool DestinationNoCredentials { get; set; }

    /// <summary>A folder with the blobs of several OCI layouts, for the destination (<c>oci:</c>).</summary>
    [PodmanFlag("--dest-shared-blob-dir")]
    public DirectoryPath? DestinationSharedBlobDirectory { get; set; }

    /// <summary>Whether the registry of the destination must speak HTTPS with a certificate that is vouched for; by default true, unless it is configured as insecure.</summary>
    [PodmanFlag("--dest-tls-verify")]
    public bool? DestinationTlsVerify { get; set; }

    /// <summary>Compresses layers when the destination is a folder (<c>dir:</c>).</summary>
    [PodmanFlag("--dest-compress")]
    public bool DestinationCompress { get; set; }

    /// <summary>How layers are compressed.</summary>
    [PodmanFlag("--dest-compress-format")]
    public PodmanCompression? DestinationCompressionFormat { get; set; }

    /// <summary>How hard: 1 to 9 for gzip (5 is usual), 1 to 20 for Zstandard (3 is usual).</summary>
    [PodmanFlag("--dest-compress-level")]
    public int? DestinationCompressionLevel { get; set; }

    /// <summary>Decompresses layers when the destination is a folder (<c>dir:</c>).</summary>
    [PodmanFlag("--dest-decompress")]
    public bool DestinationDecompress { get; set; }

    /// <summary>Leaves layers uncompressed that are so, when the destination is an OCI layout.</summary>
    [PodmanFlag("--dest-oci-accept-uncompressed-layers")]
    public bool DestinationAcceptUncompressedLayers { get; set; }

    /// <summary>Computes digests first, so that layers that the registry has are not sent.</summary>
    [PodmanFlag("--dest-precompute-digests")]
    public bool DestinationPrecomputeDigests { get; set; }
}

/// <summary>What of an index is copied.</summary>
public enum SkopeoMultiArch
{
    /// <summary>The image of one platform.</summary>
    System,

    /// <summary>All images, and the index.</summary>
    All,

    /// <summary>The index alone; its images must be at the destination already.</summary>
    [PodmanWord("index-only")]
    IndexOnly,
}
