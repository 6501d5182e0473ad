using Cake.MultiArch.Build;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Assemble;

/// <summary>An index that is ready to be published, with its images.</summary>
/// <param name="Index">The index, parsed.</param>
/// <param name="Content">The exact bytes of the index that are published.</param>
/// <param name="Platforms">One image per entry, in the order of the entries.</param>
internal sealed record AssembledImage(ImageIndex Index, byte[] Content, IReadOnlyList<AssembledPlatform> Platforms)
{
    public Digest Digest { get; } = Digest.Of(Content);

    /// <summary>The layers and configurations of all platforms with their files, without duplicates.</summary>
    public IReadOnlyList<(Descriptor Blob, string File)> Blobs =>
    [
        .. Platforms.SelectMany(platform => platform.Blobs.Select(blob => (Blob: blob, File: platform.FileOf(blob))))
            .DistinctBy(blob => blob.Blob.Digest),
    ];
}

/// <summary>The image of one platform as it is published.</summary>
/// <param name="Built">The image that podman built.</param>
/// <param name="Entry">The image's entry in the index.</param>
/// <param name="Content">The exact bytes of the image's manifest.</param>
/// <param name="Manifest">The manifest, parsed.</param>
/// <param name="Folder">The folder of the layers and the configuration. Each file name is a digest without its algorithm.</param>
internal sealed record AssembledPlatform(BuiltPlatform Built, Descriptor Entry, byte[] Content, ImageManifest Manifest, string Folder)
{
    /// <summary>The layers and the configuration.</summary>
    public IEnumerable<Descriptor> Blobs => Manifest.Layers.Append(Manifest.Config);

    public string FileOf(Descriptor blob) => Path.Combine(Folder, blob.Digest.Encoded);
}
