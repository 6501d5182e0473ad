using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Build;

/// <summary>Compares the entries of an index with the platforms that it should have.</summary>
internal static class IndexComparison
{
    /// <summary>
    /// Whether an image whose config names one platform may stand in an entry for another: podman 4.3 writes variant v7 into the
    /// config of every arm image that starts from scratch, while its entry has the right one.
    /// </summary>
    public static bool IsFor(Platform config, Platform entry) =>
        config == entry || (config is { Architecture: "arm", Variant: "v7" } && entry.Architecture == "arm" && config.Os == entry.Os);

    /// <summary>Every way in which the entries differ from one entry a platform, in words; empty when they do not.</summary>
    public static IEnumerable<string> Defects(ImageIndex index, IReadOnlyList<Platform> wanted)
    {
        var entries = index.Manifests.Where(entry => !entry.IsAttestation).ToList();
        foreach (var platform in wanted)
        {
            var count = entries.Count(entry => entry.Platform == platform);
            if (count != 1)
            {
                yield return count == 0 ? $"{platform} is missing" : $"{platform} is there {count} times";
            }
        }

        foreach (var entry in entries.Where(entry => entry.Platform is null || !wanted.Contains(entry.Platform)))
        {
            yield return entry.Platform is null ? $"{entry.Digest} names no platform" : $"{entry.Platform} was not asked for";
        }
    }
}
