using System.Collections.Concurrent;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Verify.Published;

/// <summary>Reads layers of published images, a few at a time. A layer that several images share is read once.</summary>
internal sealed class PublishedLayers : IDisposable
{
    /// <summary>One connection seldom uses the whole network, and unpacking keeps a processor busy.</summary>
    private const int AtOnce = 4;

    private readonly SemaphoreSlim _gate = new(AtOnce);

    private readonly ConcurrentDictionary<
        (string Place, bool IsRead, string MediaType, Digest Digest, long Size),
        Lazy<Task<PublishedLayer>>
    > _layers = new();

    /// <param name="place">The repository or folder. The same digest in another place is another layer.</param>
    /// <param name="image">Reads from there.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="isRead">True to read its content; false to check only that it exists.</param>
    /// <param name="token">Stops it. All calls use the same token.</param>
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
                return new(
                    null, null, $"The layer {layer.Digest} is not distributable ({layer.MediaType}), and the registry does not have it.");
            }

            if (isRead && LayerCompression.IsOfLayer(layer.MediaType))
            {
                return new(await image.ReadLayerAsync(layer, (content, stop) => Layer.ReadAsync(content, layer, stop), token), null, null);
            }

            await image.CheckLayerAsync(layer, token);
            return new(null, null, !isRead ? null : layer.MediaType.EndsWith("+encrypted", StringComparison.Ordinal)
                ? $"The layer {layer.Digest} is encrypted, and cannot be read without its key."
                : $"The layer {layer.Digest} has the media type {Quotation.Line(layer.MediaType)}, which is not a layer of files.");
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

/// <summary>The result of reading a layer: its files, or what is wrong, or why it was not read.</summary>
/// <param name="Content">Its files; null if it was not read.</param>
/// <param name="Problem">What is wrong with it; null if nothing is.</param>
/// <param name="NotChecked">Why it was not read, in a sentence; null if it was read, or if reading was not wanted.</param>
internal sealed record PublishedLayer(Layer? Content, Problem? Problem, string? NotChecked);
