using System.IO.Compression;
using Cake.MultiArch.Oci;
using ZstdSharp;

namespace Cake.MultiArch.Layers;

/// <param name="Description">The layer in words, for messages.</param>
/// <param name="Unpack">Opens the archive. The given stream stays open.</param>
/// <remarks>
/// https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#distributable-format,
/// https://www.rfc-editor.org/rfc/rfc8878 (the skippable frames of section 3.1.2 contain the table of contents of zstd:chunked)
/// </remarks>
internal sealed record LayerCompression(string Description, Func<Stream, Stream> Unpack)
{
    private static readonly LayerCompression None = new("tar archive", stored => stored);
    private static readonly LayerCompression Gzip = new("tar archive compressed with gzip", stored => new GZipStream(
        stored,
        CompressionMode.Decompress,
        leaveOpen: true
    ));
    private static readonly LayerCompression Zstd = new("tar archive compressed with zstd", stored => new DecompressionStream(
        stored,
        leaveOpen: true
    ));

    /// <summary>In bytes. Enough to recognize every compression.</summary>
    public const int HeadLength = 4;

    /// <summary>
    /// The first bytes of a layer decide, not its media type, as in podman and containerd. Docker's schema 2 has no media type for an
    /// uncompressed layer, and podman writes such layers into folders.
    /// </summary>
    /// <param name="mediaType">The layer's media type in the manifest.</param>
    /// <param name="head">The first bytes of the layer.</param>
    /// <exception cref="InvalidDataException">The media type is not that of a readable layer.</exception>
    public static LayerCompression Of(string mediaType, ReadOnlySpan<byte> head) => !IsOfLayer(mediaType)
        ? throw new InvalidDataException(mediaType.EndsWith("+encrypted", StringComparison.Ordinal)
            ? $"The layer is encrypted ({mediaType}) and cannot be read without its key."
            : $"The media type {mediaType} is not that of a layer.")
        : head switch
        {
            [0x1f, 0x8b, ..] => Gzip,
            [0x28, 0xb5, 0x2f, 0xfd] or [>= 0x50 and <= 0x5f, 0x2a, 0x4d, 0x18] => Zstd,
            _ => None,
        };

    /// <returns>False also for an encrypted layer.</returns>
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
