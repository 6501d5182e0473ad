using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Inputs;

/// <summary>How an index and its images are made.</summary>
/// <param name="Format">OCI's documents or Docker's.</param>
/// <param name="Compression">How layers are compressed; null for podman's own, gzip.</param>
/// <param name="CompressionLevel">How hard; null for podman's own.</param>
internal sealed record PublishedForm(ManifestFormat Format, PodmanCompression? Compression = null, int? CompressionLevel = null)
{
    public bool IsDocker => Format == ManifestFormat.V2s2;
}
