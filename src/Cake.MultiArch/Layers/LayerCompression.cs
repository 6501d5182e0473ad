using System.IO.Compression;
using Cake.MultiArch.Oci;
using ZstdSharp;

namespace Cake.MultiArch.Layers;

/// <summary>How a layer is compressed.</summary>
/// <param name="Description">What it is then, in words.</param>
/// <param name="Unpack">Gives the archive; what it is given stays open.</param>
/// <remarks>
/// https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#distributable-format, https://www.rfc-editor.org/rfc/rfc8878 (its skippable frames,
/// section 3.1.2, carry the table of contents of zstd:chunked)
/// </remarks>
internal sealed record LayerCompression(string Description, Func<Stream, Stream> Unpack)
{
    private static readonly LayerCompression None = new("tar archive", stored => stored);
    private static readonly LayerCompression Gzip = new("tar archive compressed by gzip", stored => new GZipStream(stored, CompressionMode.Decompress, leaveOpen: true));
    private static readonly LayerCompression Zstd = new("tar archive compressed by zstd", stored => new DecompressionStream(stored, leaveOpen: true));

    /// <summary>What a media type says.</summary>
    /// <exception cref="InvalidDataException">It is not one of a layer that can be read.</exception>
    public static LayerCompression Of(string mediaType) => Find(mediaType) ?? throw new InvalidDataException(
        mediaType.EndsWith("+encrypted", StringComparison.Ordinal)
            ? $"The layer is encrypted ({mediaType}), and cannot be read without its key."
            : $"The media type {mediaType} is not one of a layer.");

    /// <summary>The same; null when it is not one of a layer that can be read.</summary>
    public static LayerCompression? Find(string mediaType) => mediaType switch
    {
        MediaTypes.OciLayer or "application/vnd.oci.image.layer.nondistributable.v1.tar" or "application/vnd.docker.image.rootfs.diff.tar" => None,
        MediaTypes.OciLayerGzip or "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip" or MediaTypes.DockerLayerGzip
            or "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip" => Gzip,
        MediaTypes.OciLayerZstd or "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd" or "application/vnd.docker.image.rootfs.diff.tar.zstd" => Zstd,
        _ => null,
    };
}
