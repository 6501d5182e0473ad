namespace Cake.MultiArch.Oci.Documents;

/// <summary>
/// The rules for an image beside its entry in an index: it has the size and kind that the entry says, and is made for its platform.
/// </summary>
internal static class ImageRules
{
    /// <summary>What is wrong with a manifest beside its entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="size">The size of the manifest's text, in bytes.</param>
    /// <param name="mediaType">The media type of the manifest, as its text says it.</param>
    public static IReadOnlyList<DocumentDefect> OfManifest(Descriptor entry, long size, string mediaType)
    {
        var says = $"the entry {IndexRules.Name(entry)} says that its manifest {entry.Digest}";
        var defects = new List<DocumentDefect>();
        if (entry.Size != size)
        {
            defects.Add(new(entry.Platform, $"{says} has {entry.Size} bytes; it has {size}"));
        }

        if (entry.MediaType != mediaType)
        {
            defects.Add(new(entry.Platform, $"{says} is {entry.MediaType}; it is {mediaType}"));
        }

        return defects;
    }

    /// <summary>What is wrong with an image's configuration beside its entry; nothing when the entry names no platform.</summary>
    public static IReadOnlyList<DocumentDefect> OfConfig(Descriptor entry, ImageConfig config)
    {
        if (entry.Platform is not { } platform)
        {
            return [];
        }

        var name = IndexRules.Name(entry);
        if (entry.LacksVariant && IsSameArchitecture(config, platform) && config.NamesVariant)
        {
            return [new(platform, $"the entry {name} names no variant, and holds an image whose config says {config.Platform}")];
        }

        if (!IsFor(config, platform))
        {
            return [new(platform, $"the entry {name} holds an image whose config says {config.Platform}")];
        }

        return entry.OsVersion is { } version && config.OsVersion is { } says && version != says
            ? [new(platform, $"the entry {name} holds an image whose config says version {says} of the operating system")]
            : [];
    }

    /// <summary>Whether an image that podman has built here, with this configuration, may stand in an entry for a platform.</summary>
    public static bool IsBuiltFor(ImageConfig config, Platform entry) =>
        IsFor(config, entry) || (IsSameArchitecture(config, entry) && HasPodmansVariant(config));

    /// <summary>A configuration that names no variant contradicts none.</summary>
    private static bool IsFor(ImageConfig config, Platform entry) => config.Platform == entry
        || (IsSameArchitecture(config, entry) && (!config.NamesVariant || (HasPodmansVariant(config) && IsPodmans(config))));

    private static bool IsSameArchitecture(ImageConfig config, Platform entry) =>
        config.Platform.Os == entry.Os && config.Platform.Architecture == entry.Architecture;

    /// <summary>
    /// Podman writes variant v7 into the configuration of every arm image that starts from scratch, while its entry has the right one
    /// (seen with 4.3 and 5.4).
    /// </summary>
    private static bool HasPodmansVariant(ImageConfig config) => config is { Architecture: "arm", Variant: "v7" };

    /// <summary>
    /// Podman can be told to leave its label out. Its history has the steps in Docker's old spelling, which BuildKit does not use.
    /// </summary>
    private static bool IsPodmans(ImageConfig config) => config.Labels.ContainsKey("io.buildah.version")
        || (config.Steps.Any(step => step.Contains("#(nop)", StringComparison.Ordinal))
            && !config.Steps.Any(step => step.EndsWith("# buildkit", StringComparison.Ordinal)));
}
