using System.Collections.Concurrent;
using Cake.MultiArch.Assemble;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Oci.Documents;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Verify;

/// <summary>
/// Reads back what was published and compares it byte for byte with what was sent: the index, and the manifest and configuration of each
/// platform. Of each layer it checks that it exists and has the right size.
/// </summary>
internal static class Verifier
{
    /// <param name="sent">What was sent.</param>
    /// <param name="published">What was published.</param>
    /// <param name="place">The name of the place, for messages.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="MultiArchException">Something differs. The message names every difference.</exception>
    public static async Task<VerifyResult> VerifyAsync(
        AssembledImage sent,
        IPublishedImage published,
        string place,
        CancellationToken token
    )
    {
        var manifest = await published.ReadIndexAsync(token);
        if (!MediaTypes.IsIndex(manifest.MediaType))
        {
            throw new MultiArchException(VerifyProblems.NotAnIndex(place, manifest.MediaType));
        }

        var defects = new DefectList();
        var layers = new ConcurrentDictionary<(Digest, long), Lazy<Task>>();
        var entries = sent.Platforms.Select(platform => platform.Entry).ToList();
        if (!manifest.Content.AsSpan().SequenceEqual(sent.Content))
        {
            var index = ImageIndex.Parse(manifest.Content, place);
            defects.Add($"the index that was read back is {manifest.Digest}, but {sent.Digest} was sent");
            defects.AddRange(IndexRules.Of(index, [.. entries.Select(entry => entry.Platform!)]));
            entries =
            [
                .. entries.Select(entry => index.Manifests.FirstOrDefault(other => other.Platform == entry.Platform)).OfType<Descriptor>(),
            ];
        }

        var images = await Task.WhenAll(
            sent.Platforms.Join(
                entries,
                platform => platform.Entry.Platform,
                entry => entry.Platform,
                (platform, entry) => CheckAsync(published, place, entry, platform, CheckLayerAsync, token)
            )
        );
        foreach (var image in images)
        {
            defects.AddRange(image);
        }

        defects.ThrowIfAny(place);
        return new VerifyResult(
            manifest.Digest.ToString(),
            manifest.MediaType,
            manifest.Content.Length,
            entries.ToDictionary(entry => entry.Platform!, entry => entry.Digest.ToString())
        );

        // Platforms can share a layer. It is checked once.
        Task CheckLayerAsync(Descriptor layer) =>
            layers.GetOrAdd((layer.Digest, layer.Size), _ => new Lazy<Task>(() => published.CheckLayerAsync(layer, token))).Value;
    }

    private static async Task<DefectList> CheckAsync(
        IPublishedImage published,
        string place,
        Descriptor entry,
        AssembledPlatform sent,
        Func<Descriptor, Task> checkLayer,
        CancellationToken token
    )
    {
        var defects = new DefectList();
        if (entry.Digest != sent.Entry.Digest)
        {
            defects.Add($"the entry {entry.Platform} is {entry.Digest}, but {sent.Entry.Digest} was sent");
        }

        byte[]? content = null;
        ImageManifest? manifest = null;
        await defects.TryAsync(async () =>
        {
            content = await published.ReadManifestAsync(entry, token);
            manifest = ImageManifest.Parse(content, $"{place}, {entry.Digest}");
        });
        if (content is not null && entry.Digest == sent.Entry.Digest && !content.AsSpan().SequenceEqual(sent.Content))
        {
            defects.Add(
                $"the manifest of {entry.Platform} that was read back is {Digest.Of(content)}, but {sent.Entry.Digest} was sent");
        }

        if (content is null || manifest is null)
        {
            return defects;
        }

        defects.AddRange(ImageRules.OfManifest(entry, content.Length, manifest.MediaType));
        await defects.TryAsync(async () =>
        {
            // Reading the blob checks its digest.
            var config = ImageConfig.Parse(await published.ReadBlobAsync(manifest.Config, token), $"{place}, {manifest.Config.Digest}");
            defects.AddRange(ImageRules.OfConfig(entry, config));
        });
        foreach (var layer in manifest.Layers.DistinctBy(layer => layer.Digest))
        {
            await defects.TryAsync(() => checkLayer(layer));
        }

        return defects;
    }
}

/// <summary>A published index that was read back and is equal to what was sent.</summary>
/// <param name="Digest">The digest of the index.</param>
/// <param name="MediaType">The media type of the index.</param>
/// <param name="Size">The size of the index in bytes.</param>
/// <param name="Digests">The digest of each platform's published manifest.</param>
internal sealed record VerifyResult(
    string Digest,
    string MediaType,
    long Size,
    IReadOnlyDictionary<Platform, string> Digests);
