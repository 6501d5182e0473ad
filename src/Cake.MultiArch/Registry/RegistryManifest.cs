using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Registry;

/// <summary>A manifest or an index, as a registry holds it.</summary>
/// <param name="Content">The document, byte by byte what the digest was made of.</param>
/// <param name="MediaType">One of <see cref="MediaTypes.Manifests"/>.</param>
/// <param name="Digest">The digest of the content, checked.</param>
internal sealed record RegistryManifest(byte[] Content, string MediaType, Digest Digest)
{
    /// <summary>How many pulls the registry still allows; null when it does not say.</summary>
    public RateLimit? RateLimit { get; init; }
}
