using System.IO.Compression;
using Cake.MultiArch.Oci;
using ZstdSharp;

namespace Cake.MultiArch.Layers;

/// <summary>How a layer is compressed.</summary>
/// <param name="Description">What it is then, in words.</param>
/// <param name="Unpack">Gives the archive; what it is given stays open.</param>
/// <remarks>
/// https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#distributable-format,
/// https://www.rfc-editor.org/rfc/rfc8878 (its skippable frames,
/// section 3.1.2, carry the table of contents of zstd:chunked)
/// </remarks>
internal sealed record LayerCompression(string Description, Func<Stream, Stream> Unpack)
{
    private static readonly LayerCompression None = new("tar archive", stored => stored);
    private static readonly LayerCompression Gzip = new("tar archive compressed by gzip", stored => new GZipStream(
        stored,
        CompressionMode.Decompress,
        leaveOpen: true
    ));
    private static readonly LayerCompression Zstd = new("tar archive compressed by zstd", stored => new DecompressionStream(
        stored,
        leaveOpen: true
    ));

    /// <summary>How many bytes of a layer tell its compression.</summary>
    public const int HeadLength = 4;

    /// <summary>
    /// What the first bytes of a layer say. They count, and not the media type, because they do for podman and containerd: Docker's
    /// schema 2 has
    /// no media type for a layer that is not compressed, and podman writes such layers into folders.
    /// </summary>
    /// <param name="mediaType">What the manifest calls the layer.</param>
    /// <param name="head">Its first bytes.</param>
    /// <exception cref="InvalidDataException">The media type is not one of a layer that can be read.</exception>
    public static LayerCompression Of(string mediaType, ReadOnlySpan<byte> head) => !IsOfLayer(mediaType)
        ? throw new InvalidDataException(mediaType.EndsWith("+encrypted", StringComparison.Ordinal)
            ? $"The layer is encrypted ({mediaType}), and cannot be read without its key."
            : $"The media type {mediaType} is not one of a layer.")
        : head switch
        {
            [0x1f, 0x8b, ..] => Gzip,
            [0x28, 0xb5, 0x2f, 0xfd] or [>= 0x50 and <= 0x5f, 0x2a, 0x4d, 0x18] => Zstd,
            _ => None,
        };

    /// <summary>Whether it is the media type of a layer that can be read.</summary>
    public static bool IsOfLayer(string mediaType) => mediaType switch
    {
        MediaTypes.OciLayer or "application/vnd.oci.image.layer.nondistributable.v1.tar" or "application/vnd.docker.image.rootfs.diff.tar"
            or MediaTypes.OciLayerGzip or "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip" or MediaTypes.DockerLayerGzip
            or "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
            or MediaTypes.OciLayerZstd
            or "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd"
            or "application/vnd.docker.image.rootfs.diff.tar.zstd" => true,
            _ => false,
        };
}
