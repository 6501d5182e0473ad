using System.Collections.Concurrent;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Verify.Published;

/// <summary>Reads layers of published images, each once, however many images have it, and a few at a time.</summary>
internal sealed class PublishedLayers : IDisposable
{
    /// <summary>One connection seldom fills a network, and unpacking keeps a processor busy.</summary>
    private const int AtOnce = 4;

    private readonly SemaphoreSlim _gate = new(AtOnce);

    private readonly ConcurrentDictionary<
        (string Place, bool IsRead, string MediaType, Digest Digest, long Size),
        Lazy<Task<PublishedLayer>>
    > _layers = new();

    /// <param name="place">The repository or folder, which is another one's even when the digest is the same.</param>
    /// <param name="image">Reads from there.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="isRead">Whether its content is read; else only whether it is there.</param>
    /// <param name="token">Stops it; the same one for all.</param>
    public Task<PublishedLayer> ReadAsync(string place, IPublishedImage image, Descriptor layer, bool isRead, CancellationToken token) =>
        _layers
            .GetOrAdd((place, isRead, layer.MediaType, layer.Digest, layer.Size), _ => new Lazy<Task<PublishedLayer>>(() =>
                ReadAsync(image, layer, isRead, token)
            ))
            .Value;

    public void Dispose() => _gate.Dispose();

    private async Task<PublishedLayer> ReadAsync(IPublishedImage image, Descriptor layer, bool isRead, CancellationToken token)
    {
        await _gate.WaitAsync(token);
        try
        {
            if (IsElsewhere(layer) && !await IsThereAsync(image, layer, token))
            {
                return new(null, null, $"The layer {layer.Digest} may not be distributed ({layer.MediaType}) and is not in the registry.");
            }

            if (isRead && LayerCompression.IsOfLayer(layer.MediaType))
            {
                return new(await image.ReadLayerAsync(layer, (content, stop) => Layer.ReadAsync(content, layer, stop), token), null, null);
            }

            await image.CheckLayerAsync(layer, token);
            return new(null, null, !isRead ? null : layer.MediaType.EndsWith("+encrypted", StringComparison.Ordinal)
                ? $"The layer {layer.Digest} is encrypted, and cannot be read without its key."
                : $"The layer {layer.Digest} has the media type {Quotation.Line(layer.MediaType)}, which is none of files.");
        }
        catch (Exception e) when (PublishedProblems.Of(e) is { } problem)
        {
            return new(null, problem, null);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#non-distributable-layers</remarks>
    private static bool IsElsewhere(Descriptor layer) =>
        layer.MediaType.Contains(".nondistributable.", StringComparison.Ordinal)
        || layer.MediaType.Contains(".foreign.", StringComparison.Ordinal);

    private static async Task<bool> IsThereAsync(IPublishedImage image, Descriptor layer, CancellationToken token)
    {
        try
        {
            await image.CheckLayerAsync(layer, token);
            return true;
        }
        catch (MultiArchException e) when (VerifyProblems.IsOfContent(e.Problem))
        {
            return false;
        }
    }
}

/// <summary>What came of a layer: its files, or what is wrong, or why it was not looked at.</summary>
/// <param name="Content">Its files; null when it was not read.</param>
/// <param name="Problem">What is wrong with it; null when nothing is.</param>
/// <param name="NotChecked">Why it was not looked at, in a sentence; null when it was, or when that is not wanted.</param>
internal sealed record PublishedLayer(Layer? Content, Problem? Problem, string? NotChecked);
