namespace Cake.MultiArch.Oci.Documents;

/// <summary>
/// The rules for an index: each entry is the manifest of an image, no two entries have the same platform, and everything else belongs to
/// one of the images.
/// </summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md#image-index-property-descriptions</remarks>
internal static class IndexRules
{
    /// <summary>Podman and buildah can add a second entry for an image, with layers in zstd. That entry has this annotation.</summary>
    private const string Compression = "io.github.containers.compression.zstd";

    /// <summary>Finds all defects: first those of single entries, then duplicates, then missing and additional platforms.</summary>
    /// <param name="index">The index, as it is published.</param>
    /// <param name="wanted">The platforms that the index must have. Others are defects. Null if every set is correct.</param>
    /// <param name="artifacts">The digests of entries that are artifacts, which need no platform. Null if there are none.</param>
    public static IReadOnlyList<DocumentDefect> Of(
        ImageIndex index,
        IReadOnlyCollection<Platform>? wanted,
        IReadOnlySet<Digest>? artifacts = null
    ) => Of(index, wanted, [], artifacts);

    /// <summary>Finds all defects of a list in podman's storage, which may have older entries.</summary>
    /// <param name="list">The list.</param>
    /// <param name="wanted">The platforms that the list must have. Null if every set is correct.</param>
    /// <param name="kept">Platforms that the list may also have.</param>
    /// <remarks>
    /// With <c>manifest add --all</c>, podman 4.3 does not copy the annotations of the other index. Then an attestation is an unmarked
    /// entry for unknown/unknown. No client chooses such an entry, so it is allowed.
    /// </remarks>
    public static IReadOnlyList<DocumentDefect> OfList(
        ImageIndex list, IReadOnlyCollection<Platform>? wanted = null, IReadOnlyCollection<Platform>? kept = null) =>
        Of(list with { Manifests = [.. list.Manifests.Where(entry => !IsUnmarked(entry))] }, wanted, kept ?? [], artifacts: null);

    /// <summary>The entries that are images of any platform, not attestations, artifacts or other indexes.</summary>
    public static IEnumerable<Descriptor> Images(ImageIndex index, IReadOnlySet<Digest>? artifacts = null) =>
        index.Manifests.Where(entry => IsAlone(entry, artifacts) && !entry.IsAttestation);

    /// <summary>A name for an entry: its platform with version and features of the operating system, or else its digest.</summary>
    internal static string Name(Descriptor entry)
    {
        if (entry.Platform is not { } platform)
        {
            return entry.Digest.ToString();
        }

        string?[] words = [entry.LacksVariant ? $"{platform.Os}/{platform.Architecture}" : platform.ToString(), entry.OsVersion];
        return string.Join(' ', words.OfType<string>().Concat(entry.OsFeatures));
    }

    private static IReadOnlyList<DocumentDefect> Of(
        ImageIndex index, IReadOnlyCollection<Platform>? wanted, IReadOnlyCollection<Platform> kept, IReadOnlySet<Digest>? artifacts)
    {
        var images = Images(index, artifacts).ToList();
        return
        [
            .. index.Manifests.Where(entry => entry.IsMarkedAttestation).SelectMany(entry => Attestation(index, entry)),
            .. index.Manifests.Where(entry => !entry.IsMarkedAttestation).SelectMany(Kind),
            .. index.Manifests.Where(entry => IsAlone(entry, artifacts) && !IsKnown(entry.Platform)).Select(Unknown),
            .. Duplicates(images),
            .. wanted is not null ? Set(images, wanted, kept)
            : images.Count > 0 ? []
            : [new DocumentDefect(null, "the index has no image")],
        ];
    }

    private static bool IsUnmarked(Descriptor entry) =>
        entry is { Platform.IsUnknown: true, IsMarkedAttestation: false, IsArtifact: false } && MediaTypes.IsManifest(entry.MediaType);

    private static bool IsAlone(Descriptor entry, IReadOnlySet<Digest>? artifacts) =>
        entry is { IsMarkedAttestation: false, IsArtifact: false }
        && artifacts?.Contains(entry.Digest) != true
        && !MediaTypes.IsIndex(entry.MediaType);

    private static bool IsKnown(Platform? platform) =>
        platform is not null && platform.Os != PlatformNames.Unknown && platform.Architecture != PlatformNames.Unknown;

    private static DocumentDefect Unknown(Descriptor entry) => new(entry.Platform, entry.Platform is { } platform
        ? $"the entry {entry.Digest} has the platform {platform}, and is not marked as an attestation or an artifact; "
            + "an operating system and an architecture were expected"
        : $"the entry {entry.Digest} names no platform");

    /// <summary>An entry must be an image's manifest, because clients use the first entry with their platform.</summary>
    private static IEnumerable<DocumentDefect> Kind(Descriptor entry)
    {
        if (MediaTypes.IsIndex(entry.MediaType))
        {
            yield return new(
                entry.Platform,
                $"the entry {NameAndDigest(entry)} is an index itself ({entry.MediaType}); the manifest of an image was expected"
            );
        }
        else if (!MediaTypes.IsManifest(entry.MediaType) && !entry.IsArtifact)
        {
            yield return new(
                entry.Platform,
                $"the entry {NameAndDigest(entry)} has the media type {entry.MediaType}; that of an image manifest was expected"
            );
        }
    }

    /// <remarks>https://docs.docker.com/build/metadata/attestations/attestation-storage/</remarks>
    private static IEnumerable<DocumentDefect> Attestation(ImageIndex index, Descriptor entry)
    {
        if (IsKnown(entry.Platform))
        {
            yield return new(
                entry.Platform,
                $"the attestation {entry.Digest} has the platform {entry.Platform}, so clients may choose it; "
                    + "unknown/unknown was expected"
            );
        }

        if (entry.AttestedDigest is not { } text)
        {
            yield return new(null, $"the attestation {entry.Digest} does not say which entry it belongs to");
        }
        else if (index.Manifests.All(other => other.IsAttestation || other.Digest.ToString() != text))
        {
            yield return new(null, $"the attestation {entry.Digest} belongs to {text}, which is not an entry of the index");
        }
    }

    private static IEnumerable<DocumentDefect> Duplicates(IEnumerable<Descriptor> images) => images
        .Where(entry => IsKnown(entry.Platform))
        .GroupBy(Choice.Of)
        .Where(same => same.Count() > 1)
        .Select(same => new DocumentDefect(
            same.Key.Platform,
            $"{Name(same.First())} has {same.Count()} entries: {string.Join(", ", same.Select(entry => entry.Digest))}"));

    private static IEnumerable<DocumentDefect> Set(
        IReadOnlyCollection<Descriptor> images, IReadOnlyCollection<Platform> wanted, IReadOnlyCollection<Platform> kept) =>
    [
        .. wanted.Distinct()
            .Where(platform => images.All(entry => entry.Platform != platform))
            .Select(platform => new DocumentDefect(platform, $"{platform} is missing")),
        .. images.Where(entry => IsKnown(entry.Platform) && !wanted.Contains(entry.Platform!) && !kept.Contains(entry.Platform!))
            .Select(entry => new DocumentDefect(entry.Platform, $"{NameAndDigest(entry)} was not asked for")),
    ];

    private static string NameAndDigest(Descriptor entry) =>
        entry.Platform is null ? entry.Digest.ToString() : $"{Name(entry)} ({entry.Digest})";

    /// <summary>What clients use to choose an entry. If two entries are equal in this, no client ever uses the second.</summary>
    private sealed record Choice(Platform Platform, string? OsVersion, string OsFeatures, string Features, string? Compression)
    {
        public static Choice Of(Descriptor entry) => new(
            entry.Platform!,
            entry.OsVersion,
            Row(entry.OsFeatures),
            Row(entry.Features),
            entry.Annotations.GetValueOrDefault(IndexRules.Compression));

        private static string Row(IEnumerable<string> features) => string.Join(' ', features.Order(StringComparer.Ordinal));
    }
}
