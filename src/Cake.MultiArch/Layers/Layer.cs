using System.Buffers;
using System.IO.Pipelines;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using ZstdSharp;

namespace Cake.MultiArch.Layers;

/// <summary>The files that one layer of an image adds and removes.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md</remarks>
internal sealed class Layer
{
    /// <summary>In the order of the archive. If two have the same path, the last one counts.</summary>
    public required IReadOnlyList<LayerEntry> Entries { get; init; }

    /// <summary>The paths of lower layers that the layer removes.</summary>
    public required IReadOnlyList<string> Removed { get; init; }

    /// <summary>The folders of lower layers whose contents the layer removes.</summary>
    public required IReadOnlyList<string> Emptied { get; init; }

    /// <summary>Reads a layer to its end, without keeping its content.</summary>
    /// <param name="content">The layer as it is stored, compressed or not. Bytes after the archive are read too.</param>
    /// <param name="mediaType">The layer's media type in the manifest.</param>
    /// <param name="token">Cancels the reading.</param>
    /// <exception cref="InvalidDataException">It is not a tar archive, or it is incomplete.</exception>
    public static async Task<Layer> ReadAsync(Stream content, string mediaType, CancellationToken token)
    {
        // Decompression and the tar reader use the processor in a thread of their own. Meanwhile the next bytes arrive.
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
    /// <param name="layer">The descriptor of the layer in the manifest.</param>
    /// <param name="token">Cancels the reading.</param>
    /// <exception cref="MultiArchException">The layer cannot be unpacked (MA1619).</exception>
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

    /// <param name="layers">The layers of the image, the lowest first.</param>
    /// <param name="manifest">The manifest of the image.</param>
    /// <exception cref="MultiArchException">The layers cannot be combined (MA1619).</exception>
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

    /// <param name="layers">The layers of the image, the lowest first.</param>
    /// <exception cref="InvalidDataException">The layers have more folders than any image has.</exception>
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
            throw new InvalidDataException($"The layer is not a complete {compression.Description}: {e.Message}", e);
        }
    }

    /// <summary>The first bytes. They can be read again.</summary>
    private static byte[] Head(PipeReader reader)
    {
        var read = reader.ReadAtLeastAsync(LayerCompression.HeadLength).AsTask().GetAwaiter().GetResult();
        var head = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, LayerCompression.HeadLength)).ToArray();
        reader.AdvanceTo(read.Buffer.Start);
        return head;
    }
}

/// <summary>An entry of a layer's archive.</summary>
/// <param name="File">For a hard link, only its path is correct.</param>
/// <param name="HardLink">The path of the file that a hard link refers to. Null if it is not a hard link.</param>
internal sealed record LayerEntry(ImageFile File, string? HardLink);
