namespace Cake.MultiArch.Oci;

/// <summary>What a document says about content that it refers to.</summary>
/// <param name="MediaType">The media type of the content.</param>
/// <param name="Digest">The digest of the content.</param>
/// <param name="Size">The size of the content, in bytes.</param>
/// <param name="Platform">The platform of the content. Null if the document does not name it.</param>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#properties</remarks>
public sealed record Descriptor(string MediaType, Digest Digest, long Size, Platform? Platform = null)
{
    private const string AttestationType = "vnd.docker.reference.type";
    private const string AttestationDigest = "vnd.docker.reference.digest";

    /// <summary>An early draft of the specification had this type for artifacts, before they used image manifests.</summary>
    private const string OldArtifact = "application/vnd.oci.artifact.manifest.v1+json";

    /// <summary>The annotations by key. Empty if there are none.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>The version of the operating system (<c>os.version</c>), which Windows images have. Null if there is none.</summary>
    public string? OsVersion { get; init; }

    /// <summary>The features that the image requires of the operating system (<c>os.features</c>). Empty if there are none.</summary>
    public IReadOnlyList<string> OsFeatures { get; init; } = [];

    /// <summary>
    /// The features that the image requires of the processor (<c>features</c>, only in Docker's manifest lists). Empty if there are none.
    /// </summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>The type of the artifact. Null if the content is not an artifact or the document does not name the type.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>
    /// Whether this entry of an index is not an image but data about one, such as provenance or a bill of materials.
    /// </summary>
    /// <remarks>https://docs.docker.com/build/metadata/attestations/attestation-storage/</remarks>
    public bool IsAttestation => Platform is { IsUnknown: true } || IsMarkedAttestation;

    /// <summary>Whether the entry has the annotation of an attestation, as from BuildKit, and not only an unknown platform.</summary>
    internal bool IsMarkedAttestation => Annotations.ContainsKey(AttestationType);

    /// <summary>The digest of the image that an attestation belongs to, as written. Null if there is none.</summary>
    internal string? AttestedDigest => Annotations.GetValueOrDefault(AttestationDigest);

    /// <summary>Whether this entry of an index is marked as an artifact.</summary>
    internal bool IsArtifact => ArtifactType is { Length: > 0 } || MediaType == OldArtifact;

    /// <summary>
    /// Whether the document names arm without a variant. <see cref="Platform"/> then has the default variant.
    /// </summary>
    internal bool LacksVariant { get; init; }
}
