namespace Cake.MultiArch.Oci.Documents;

/// <summary>What an index must be: one entry a platform, each of an image, and beside them only what belongs to these images.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md#image-index-property-descriptions</remarks>
internal static class IndexRules
{
    /// <summary>Podman and buildah give an image a second entry, with layers compressed by zstd, that has this annotation.</summary>
    private const string Compression = "io.github.containers.compression.zstd";

    private const string None = "none";

    /// <summary>All that is wrong with the entries, in the order: entries by themselves, entries among each other, the set of platforms.</summary>
    /// <param name="index">The index.</param>
    /// <param name="wanted">The platforms that it should have; null when any will do.</param>
    /// <param name="artifacts">The digests of entries whose manifests turned out to be those of artifacts, which need no platform; null for none.</param>
    public static IReadOnlyList<DocumentDefect> Of(ImageIndex index, IReadOnlyList<Platform>? wanted, IReadOnlySet<Digest>? artifacts = null)
    {
        var images = Images(index, artifacts).ToList();
        return
        [
            .. index.Manifests.Where(entry => entry.IsMarkedAttestation).SelectMany(entry => Attestation(index, entry)),
            .. index.Manifests.Where(entry => !entry.IsMarkedAttestation).SelectMany(Kind),
            .. index.Manifests.Where(entry => IsAlone(entry, artifacts) && !IsKnown(entry.Platform)).Select(Unknown),
            .. Duplicates(images),
            .. wanted is not null ? Set(images, wanted) : images.Count > 0 ? [] : [new DocumentDefect(null, "the index has no image")],
        ];
    }

    /// <summary>The entries that are images, with whatever platform: neither what is attached to one, nor an artifact, nor another index.</summary>
    public static IEnumerable<Descriptor> Images(ImageIndex index, IReadOnlySet<Digest>? artifacts = null) =>
        index.Manifests.Where(entry => IsAlone(entry, artifacts) && !entry.IsAttestation);

    /// <summary>An entry in words: its platform, what else tells it from others of that platform, and its digest where that is not enough.</summary>
    internal static string Name(Descriptor entry)
    {
        var platform = entry.Platform is not { } named ? null
            : entry.LacksVariant ? $"{named.Os}/{named.Architecture}"
            : named.ToString();
        return platform is null ? entry.Digest.ToString() : string.Join(' ', [platform, .. Version(entry.OsVersion), .. entry.OsFeatures]);

        static string[] Version(string? version) => version is null ? [] : [version];
    }

    private static bool IsAlone(Descriptor entry, IReadOnlySet<Digest>? artifacts) =>
        entry is { IsMarkedAttestation: false, IsArtifact: false } && artifacts?.Contains(entry.Digest) != true && !MediaTypes.IsIndex(entry.MediaType);

    private static bool IsKnown(Platform? platform) => platform is not null && platform.Os != PlatformNames.Unknown && platform.Architecture != PlatformNames.Unknown;

    private static DocumentDefect Unknown(Descriptor entry) => new(entry.Platform, entry.Platform is { } platform
        ? $"the entry {entry.Digest} has the platform {platform}, and is not marked as an attestation or an artifact; an operating system and an architecture were expected"
        : $"the entry {entry.Digest} names no platform");

    /// <summary>An entry must be an image's manifest: a client that has found its platform looks no further.</summary>
    private static IEnumerable<DocumentDefect> Kind(Descriptor entry)
    {
        if (MediaTypes.IsIndex(entry.MediaType))
        {
            yield return new(entry.Platform, $"the entry {NameAndDigest(entry)} is an index itself ({entry.MediaType}); the manifest of an image was expected");
        }
        else if (!MediaTypes.IsManifest(entry.MediaType) && !entry.IsArtifact)
        {
            yield return new(entry.Platform, $"the entry {NameAndDigest(entry)} has the media type {entry.MediaType}; that of an image manifest was expected");
        }
    }

    /// <remarks>https://docs.docker.com/build/metadata/attestations/attestation-storage/</remarks>
    private static IEnumerable<DocumentDefect> Attestation(ImageIndex index, Descriptor entry)
    {
        if (IsKnown(entry.Platform))
        {
            yield return new(entry.Platform, $"the attestation {entry.Digest} has the platform {entry.Platform}, by which clients choose it; unknown/unknown was expected");
        }

        if (entry.AttestedDigest is not { } text)
        {
            yield return new(null, $"the attestation {entry.Digest} does not say which entry it belongs to");
        }
        else if (index.Manifests.All(other => other.IsAttestation || other.Digest.ToString() != text))
        {
            yield return new(null, $"the attestation {entry.Digest} belongs to {text}, which is no entry of the index");
        }
    }

    private static IEnumerable<DocumentDefect> Duplicates(IEnumerable<Descriptor> images) => images
        .Where(entry => IsKnown(entry.Platform))
        .GroupBy(entry => (
            Platform: entry.Platform!,
            entry.OsVersion,
            OsFeatures: string.Join(' ', entry.OsFeatures.Order(StringComparer.Ordinal)),
            Features: string.Join(' ', entry.Features.Order(StringComparer.Ordinal)),
            Compression: entry.Annotations.GetValueOrDefault(Compression, None)))
        .Where(same => same.Count() > 1)
        .Select(same => new DocumentDefect(same.Key.Platform, $"{Name(same.First())} is there {same.Count()} times: {string.Join(", ", same.Select(entry => entry.Digest))}"));

    private static IEnumerable<DocumentDefect> Set(IReadOnlyCollection<Descriptor> images, IReadOnlyList<Platform> wanted) =>
    [
        .. wanted.Where(platform => images.All(entry => entry.Platform != platform)).Select(platform => new DocumentDefect(platform, $"{platform} is missing")),
        .. images.Where(entry => IsKnown(entry.Platform) && !wanted.Contains(entry.Platform!))
            .Select(entry => new DocumentDefect(entry.Platform, $"{NameAndDigest(entry)} was not asked for")),
    ];

    private static string NameAndDigest(Descriptor entry) => entry.Platform is null ? entry.Digest.ToString() : $"{Name(entry)} ({entry.Digest})";
}
