using System.Formats.Tar;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman.Images;

/// <summary>
/// An image that podman wrote to a folder (transport <c>dir:</c>), with the files of all its layers. So a file of an image can be read
/// without a container. Podman needs more from a host for a container than for an image.
/// </summary>
/// <remarks>https://github.com/containers/image/blob/v5.34.0/docs/containers-transports.5.md</remarks>
internal sealed class ImageFolder
{
    private readonly Dictionary<Layer, (string Path, string MediaType)> _archives = [];
    private readonly ImageFiles _files = new([]);

    private ImageFolder()
    {
    }

    /// <summary>Reads the list of files.</summary>
    /// <exception cref="MultiArchException">The manifest is not valid (MA1014).</exception>
    /// <exception cref="InvalidDataException">A layer is not a tar archive.</exception>
    public static async Task<ImageFolder> OpenAsync(string folder, CancellationToken token)
    {
        var image = new ImageFolder();
        var manifest = Path.Combine(folder, "manifest.json");
        foreach (var descriptor in ImageManifest.Parse(await File.ReadAllBytesAsync(manifest, token), manifest).Layers)
        {
            var path = Path.Combine(folder, descriptor.Digest.Encoded);
            await using var archive = File.OpenRead(path);
            var layer = await Layer.ReadAsync(archive, descriptor.MediaType, token);
            image._archives.Add(layer, (path, descriptor.MediaType));
            image._files.Apply(layer);
        }

        return image;
    }

    /// <summary>Copies a file by its absolute path in the image. It follows links inside the image.</summary>
    /// <returns>False when the image has no such file.</returns>
    public bool Copy(string path, string target)
    {
        if (_files.Find(path) is not { Kind: ImageFileKind.File, Layer: { } layer } file)
        {
            return false;
        }

        var (archive, mediaType) = _archives[layer];
        using var stored = File.OpenRead(archive);
        var head = new byte[LayerCompression.HeadLength];
        var length = stored.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stored.Position = 0;
        using var reader = new TarReader(LayerCompression.Of(mediaType, head.AsSpan(0, length)).Unpack(stored));
        var entry = reader.GetNextEntry();
        for (var number = 0; number < file.LayerEntry; number++)
        {
            entry = reader.GetNextEntry();
        }

        using var copy = File.Create(target);
        entry?.DataStream?.CopyTo(copy);
        return true;
    }
}
