using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Build;

/// <summary>Compares the entries of an index with the platforms that it should have.</summary>
internal static class IndexComparison
{
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
