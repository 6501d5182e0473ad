namespace Cake.MultiArch.Oci.Documents;

/// <summary>
/// Compares an image with its entry in an index. Size, media type and platform must be the same.
/// </summary>
internal static class ImageRules
{
    /// <summary>Compares a manifest with its entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="size">The size of the manifest, in bytes.</param>
    /// <param name="mediaType">The media type that the manifest itself has.</param>
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

    /// <summary>Compares the configuration of an image with its entry. Finds nothing if the entry names no platform.</summary>
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

    /// <summary>Whether the entry of a platform may have an image that podman built in this run, with this configuration.</summary>
    public static bool IsBuiltFor(ImageConfig config, Platform entry) =>
        IsFor(config, entry) || (IsSameArchitecture(config, entry) && HasPodmansVariant(config));

    /// <summary>A configuration without a variant matches every variant.</summary>
    private static bool IsFor(ImageConfig config, Platform entry) => config.Platform == entry
        || (IsSameArchitecture(config, entry) && (!config.NamesVariant || (HasPodmansVariant(config) && IsPodmans(config))));

    private static bool IsSameArchitecture(ImageConfig config, Platform entry) =>
        config.Platform.Os == entry.Os && config.Platform.Architecture == entry.Architecture;

    /// <summary>
    /// Podman writes variant v7 into the configuration of every arm image that is built from scratch. The entry has the correct variant
    /// (seen with 4.3 and 5.4).
    /// </summary>
    private static bool HasPodmansVariant(ImageConfig config) => config is { Architecture: "arm", Variant: "v7" };

    /// <summary>
    /// Users can make podman omit its label. Then the history shows it: podman writes the steps in Docker's old form, BuildKit does not.
    /// </summary>
    private static bool IsPodmans(ImageConfig config) => config.Labels.ContainsKey("io.buildah.version")
        || (config.Steps.Any(step => step.Contains("#(nop)", StringComparison.Ordinal))
            && !config.Steps.Any(step => step.EndsWith("# buildkit", StringComparison.Ordinal)));
}
