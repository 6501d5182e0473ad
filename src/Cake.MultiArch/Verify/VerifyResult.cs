using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Verify;

/// <summary>A published index that was read back and found to be what was built.</summary>
/// <param name="Digest">The digest of the index.</param>
/// <param name="MediaType">The media type of the index.</param>
/// <param name="Size">The size of the index in bytes.</param>
/// <param name="Digests">The digest of each platform's published manifest.</param>
internal sealed record VerifyResult(
    string Digest,
    string MediaType,
    long Size,
    IReadOnlyDictionary<Platform, string> Digests);
