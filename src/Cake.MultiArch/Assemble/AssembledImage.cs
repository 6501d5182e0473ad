using Cake.MultiArch.Build;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Assemble;

/// <summary>An index that is ready to be published, and all that it consists of.</summary>
/// <param name="Index">The index.</param>
/// <param name="Content">Its text, byte by byte what is published.</param>
/// <param name="Platforms">The image behind each entry, in the order of the entries.</param>
internal sealed record AssembledImage(ImageIndex Index, byte[] Content, IReadOnlyList<AssembledPlatform> Platforms)
{
    public Digest Digest { get; } = Digest.Of(Content);

    /// <summary>The layers and configurations of all platforms, each once, with the file that holds it.</summary>
    public IReadOnlyList<(Descriptor Blob, string File)> Blobs =>
    [
        .. Platforms.SelectMany(platform => platform.Blobs.Select(blob => (Blob: blob, File: platform.FileOf(blob)))).DistinctBy(blob => blob.Blob.Digest),
    ];
}

/// <summary>The image of one platform as it is published.</summary>
/// <param name="Built">The image that was built.</param>
/// <param name="Entry">Its entry in the index.</param>
/// <param name="Content">The text of its manifest.</param>
/// <param name="Manifest">Its manifest.</param>
/// <param name="Folder">The folder that holds its layers and its configuration, each named by its digest.</param>
internal sealed record AssembledPlatform(BuiltPlatform Built, Descriptor Entry, byte[] Content, ImageManifest Manifest, string Folder)
{
    /// <summary>The layers and the configuration.</summary>
    public IEnumerable<Descriptor> Blobs => Manifest.Layers.Append(Manifest.Config);

    /// <summary>Where the content of a blob is.</summary>
    public string FileOf(Descriptor blob) => Path.Combine(Folder, blob.Digest.Encoded);
}
