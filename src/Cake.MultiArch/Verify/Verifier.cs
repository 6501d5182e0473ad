using Cake.MultiArch.Build;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Verify;

/// <summary>
/// Reads back what was published: the index has one entry a platform, each entry's config is that of the image that was built, its
/// platform is the entry's, and its layers are there.
/// </summary>
internal static class Verifier
{
    /// <param name="built">What was built.</param>
    /// <param name="published">What was published.</param>
    /// <param name="place">Where, for messages.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="MultiArchException">Something differs; the message names all that does.</exception>
    public static async Task<VerifyResult> VerifyAsync(BuiltImage built, IPublishedImage published, string place, CancellationToken token)
    {
        var manifest = await published.ReadIndexAsync(token).ConfigureAwait(false);
        if (!MediaTypes.IsIndex(manifest.MediaType))
        {
            throw new MultiArchException(VerifyProblems.NotAnIndex(place, manifest.MediaType));
        }

        var index = ImageIndex.Parse(manifest.Content, place);
        var defects = IndexComparison.Defects(index, [.. built.Platforms.Select(platform => platform.Platform)]).ToList();
        var digests = new Dictionary<Platform, string>();
        foreach (var expected in built.Platforms)
        {
            if (index.Manifests.FirstOrDefault(entry => entry.Platform == expected.Platform) is { } entry)
            {
                digests[expected.Platform] = entry.Digest.ToString();
                defects.AddRange(await CheckAsync(published, place, entry, expected, token).ConfigureAwait(false));
            }
        }

        return defects.Count == 0
            ? new VerifyResult(manifest.Digest.ToString(), manifest.MediaType, manifest.Content.Length, digests)
            : throw new MultiArchException(VerifyProblems.NotWhatWasBuilt(place, defects));
    }

    private static async Task<IReadOnlyList<string>> CheckAsync(
        IPublishedImage published, string place, Descriptor entry, BuiltPlatform expected, CancellationToken token)
    {
        var defects = new List<string>();
        var manifest = ImageManifest.Parse(await published.ReadManifestAsync(entry, token).ConfigureAwait(false), $"{place}, {entry.Digest}");
        var config = ImageConfig.Parse(await published.ReadBlobAsync(manifest.Config, token).ConfigureAwait(false), $"{place}, {manifest.Config.Digest}");
        if (!IndexComparison.IsFor(config.Platform, expected.Platform))
        {
            defects.Add($"the entry {expected.Platform} holds an image whose config says {config.Platform}");
        }

        // An image's identifier is the digest of its config, which no push changes.
        if (manifest.Config.Digest.ToString() != expected.ImageId)
        {
            defects.Add($"the entry {expected.Platform} holds the image {manifest.Config.Digest}, not {expected.ImageId} that was built");
        }

        foreach (var layer in manifest.Layers)
        {
            await published.CheckLayerAsync(layer, token).ConfigureAwait(false);
        }

        return defects;
    }
}
