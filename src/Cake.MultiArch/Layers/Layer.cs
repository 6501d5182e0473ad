using System.Buffers;
using System.IO.Pipelines;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using ZstdSharp;

namespace Cake.MultiArch.Layers;

/// <summary>What one layer of an image brings and takes away.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md</remarks>
internal sealed class Layer
{
    /// <summary>What it brings, in the order of the archive: of two with the same path the last one counts.</summary>
    public required IReadOnlyList<LayerEntry> Entries { get; init; }

    /// <summary>The paths of lower layers that it takes away.</summary>
    public required IReadOnlyList<string> Removed { get; init; }

    /// <summary>The folders of which it takes away all that is in them.</summary>
    public required IReadOnlyList<string> Emptied { get; init; }

    /// <summary>Reads a layer to its end, without keeping its content.</summary>
    /// <param name="content">The layer as it is stored: compressed or not. All of it is read, also what follows the archive.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="InvalidDataException">It is no tar archive, or not whole.</exception>
    public static async Task<Layer> ReadAsync(Stream content, string mediaType, CancellationToken token)
    {
        // Unpacking is work for the processor, and the tar reader's own: beside it the next bytes come.
        var pipe = new Pipe();
        var reading = Task.Factory.StartNew(
            () => Read(pipe.Reader, mediaType),
            CancellationToken.None,
            TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default
        );
        Exception? failure = null;
        try
        {
            await content.CopyToAsync(pipe.Writer, token);
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            await pipe.Writer.CompleteAsync(failure);
            await Task.WhenAny(reading);
        }

        return await reading;
    }

    /// <summary>Reads a layer that a manifest names.</summary>
    /// <param name="content">The layer as it is stored.</param>
    /// <param name="layer">What the manifest says of it.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="MultiArchException">It cannot be unpacked (MA1619).</exception>
    public static async Task<Layer> ReadAsync(Stream content, Descriptor layer, CancellationToken token)
    {
        try
        {
            return await ReadAsync(content, layer.MediaType, token);
        }
        catch (InvalidDataException e)
        {
            throw new MultiArchException(PublishedProblems.LayerUnreadable(layer, e.Message), inner: e);
        }
    }

    /// <summary>The files of the image of a manifest.</summary>
    /// <param name="layers">Its layers, the lowest first.</param>
    /// <param name="manifest">The manifest.</param>
    /// <exception cref="MultiArchException">The layers cannot be put together (MA1619).</exception>
    public static ImageFiles Merge(IReadOnlyList<Layer> layers, ImageManifest manifest)
    {
        try
        {
            return Merge(layers);
        }
        catch (InvalidDataException e)
        {
            throw new MultiArchException(PublishedProblems.LayerUnreadable(manifest.Layers[^1], e.Message), inner: e);
        }
    }

    /// <summary>The files of an image.</summary>
    /// <param name="layers">Its layers, the lowest first.</param>
    /// <exception cref="InvalidDataException">They stand for more folders than any image has.</exception>
    public static ImageFiles Merge(IReadOnlyList<Layer> layers)
    {
        var files = new ImageFiles([]);
        foreach (var layer in layers)
        {
            files.Apply(layer);
        }

        return files;
    }

    private static Layer Read(PipeReader reader, string mediaType)
    {
        using var stored = reader.AsStream();
        var compression = LayerCompression.Of(mediaType, []);
        try
        {
            var head = Head(reader);
            compression = head.Length > 0 ? LayerCompression.Of(mediaType, head) : throw new InvalidDataException("It is empty.");
            using var archive = compression.Unpack(stored);
            var layer = LayerReader.Read(archive);
            archive.CopyTo(Stream.Null);
            stored.CopyTo(Stream.Null);
            return layer;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException or ArgumentException or OverflowException
            or InvalidOperationException or NotSupportedException or ZstdException)
        {
            throw new InvalidDataException($"The layer is no whole {compression.Description}: {e.Message}", e);
        }
    }

    /// <summary>The first bytes, which stay to be read.</summary>
    private static byte[] Head(PipeReader reader)
    {
        var read = reader.ReadAtLeastAsync(LayerCompression.HeadLength).AsTask().GetAwaiter().GetResult();
        var head = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, LayerCompression.HeadLength)).ToArray();
        reader.AdvanceTo(read.Buffer.Start);
        return head;
    }
}

/// <summary>An entry of a layer's archive.</summary>
/// <param name="File">What it is; of a hard link its path.</param>
/// <param name="HardLink">The path of the file that it is a further name of; null when it is none.</param>
internal sealed record LayerEntry(ImageFile File, string? HardLink);
