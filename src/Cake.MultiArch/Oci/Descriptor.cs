namespace Cake.MultiArch.Oci;

/// <summary>What a document says about content that it points at.</summary>
/// <param name="MediaType">The media type of the content.</param>
/// <param name="Digest">The digest of the content.</param>
/// <param name="Size">The size of the content, in bytes.</param>
/// <param name="Platform">What the content is made for; null where the document does not say so.</param>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#properties</remarks>
public sealed record Descriptor(string MediaType, Digest Digest, long Size, Platform? Platform = null)
{
    private const string AttestationType = "vnd.docker.reference.type";
    private const string AttestationDigest = "vnd.docker.reference.digest";

    /// <summary>What the specification had before an image manifest could be an artifact's.</summary>
    private const string OldArtifact = "application/vnd.oci.artifact.manifest.v1+json";

    /// <summary>The annotations by key; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>The version of the operating system (<c>os.version</c>) that Windows images differ by; null when there is none.</summary>
    public string? OsVersion { get; init; }

    /// <summary>The features that the image requires of the operating system (<c>os.features</c>); empty when there are none.</summary>
    public IReadOnlyList<string> OsFeatures { get; init; } = [];

    /// <summary>
    /// The features that the image requires of the processor (<c>features</c>, in Docker's lists only); empty when there are none.
    /// </summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>The type of the artifact, when the content is one; else null.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>
    /// Whether this entry of an index is no image but what another tool attached to one: provenance or a bill of materials.
    /// </summary>
    /// <remarks>https://docs.docker.com/build/metadata/attestations/attestation-storage/</remarks>
    public bool IsAttestation => Platform is { IsUnknown: true } || IsMarkedAttestation;

    /// <summary>Whether it is marked so, as BuildKit does, and does not only have no known platform.</summary>
    internal bool IsMarkedAttestation => Annotations.ContainsKey(AttestationType);

    /// <summary>The digest of the entry that this one is attached to, as it is written; null when it does not say.</summary>
    internal string? AttestedDigest => Annotations.GetValueOrDefault(AttestationDigest);

    /// <summary>Whether this entry of an index says that it is no image but an artifact.</summary>
    internal bool IsArtifact => ArtifactType is { Length: > 0 } || MediaType == OldArtifact;

    /// <summary>
    /// Whether the document names an arm architecture without its variant, for which <see cref="Platform"/> has the usual one.
    /// </summary>
    internal bool LacksVariant { get; init; }
}
