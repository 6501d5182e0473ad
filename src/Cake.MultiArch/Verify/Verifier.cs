using System.Collections.Concurrent;
using Cake.MultiArch.Assemble;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Oci.Documents;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Verify;

/// <summary>
/// Reads back what was published and compares it with what was sent, byte for byte: the index, and the manifest and the configuration of
/// every
/// platform. The layers are there, and have their sizes.
/// </summary>
internal static class Verifier
{
    /// <param name="sent">What was sent.</param>
    /// <param name="published">What was published.</param>
    /// <param name="place">Where, for messages.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="MultiArchException">Something differs; the message names all that does.</exception>
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
            defects.Add($"{manifest.Digest} was read back as the index, not {sent.Digest} that was sent");
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

        // Once, however many platforms share it.
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
            defects.Add($"the entry {entry.Platform} is {entry.Digest}, not {sent.Entry.Digest} that was sent");
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
            defects.Add($"{Digest.Of(content)} was read back as the manifest of {entry.Platform}, not {sent.Entry.Digest} that was sent");
        }

        if (content is null || manifest is null)
        {
            return defects;
        }

        defects.AddRange(ImageRules.OfManifest(entry, content.Length, manifest.MediaType));
        await defects.TryAsync(async () =>
        {
            // It has the digest that the manifest says.
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
