namespace Cake.MultiArch.Layers;

/// <summary>What one layer of an image brings and takes away.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md</remarks>
internal sealed class Layer
{
    /// <summary>Reads a layer to its end, without keeping its content.</summary>
    /// <param name="content">The layer as it is stored: compressed or not.</param>
    /// <param name="mediaType">Its media type, which tells the compression.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="InvalidDataException">It is no tar archive, or not compressed as the media type says.</exception>
    public static Task<Layer> ReadAsync(Stream content, string mediaType, CancellationToken token) => throw new NotImplementedException();

    /// <summary>The files of an image.</summary>
    /// <param name="layers">Its layers, the lowest first.</param>
    public static ImageFiles Merge(IReadOnlyList<Layer> layers) => throw new NotImplementedException();
}
