using System.Formats.Tar;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman;

/// <summary>
/// An image that podman has written to a folder (transport <c>dir:</c>), and its files as the layers put them together. So a file of an
/// image is read without a container, for which podman needs more of a host than for an image.
/// </summary>
/// <remarks>
/// https://github.com/containers/image/blob/v5.34.0/docs/containers-transports.5.md, https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md
/// </remarks>
internal sealed class ImageFolder
{
    private const string Whiteout = ".wh.";
    private const string Opaque = ".wh..wh..opq";

    /// <summary>As many as the kernel follows, https://man7.org/linux/man-pages/man7/path_resolution.7.html.</summary>
    private const int MaxLinks = 40;

    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    private ImageFolder()
    {
    }

    /// <summary>Reads which files there are.</summary>
    /// <exception cref="MultiArchException">The manifest is not one (MA1014).</exception>
    /// <exception cref="InvalidDataException">A layer is no tar archive.</exception>
    public static ImageFolder Open(string folder)
    {
        var image = new ImageFolder();
        var manifest = Path.Combine(folder, "manifest.json");
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var layer in ImageManifest.Parse(File.ReadAllBytes(manifest), manifest).Layers.Reverse())
        {
            // What a layer takes away is that of the layers below it.
            hidden.UnionWith(image.Add(Path.Combine(folder, layer.Digest.Encoded), hidden));
        }

        return image;
    }

    /// <summary>Copies a file, following links inside the image.</summary>
    /// <param name="path">Its absolute path in the image.</param>
    /// <param name="target">The path of the copy.</param>
    /// <returns>False when there is no such file.</returns>
    public bool Copy(string path, string target)
    {
        for (var links = 0; links < MaxLinks && _places.TryGetValue(path, out var place); links++)
        {
            if (place.Link is { } link)
            {
                path = link;
                continue;
            }

            return place.IsFile && Copy(place.Layer, path, target);
        }

        return false;
    }

    private static bool Copy(string layer, string path, string target)
    {
        using var reader = new TarReader(File.OpenRead(layer));
        while (reader.GetNextEntry() is { } entry)
        {
            if (IsFile(entry) && Absolute(entry.Name) == path)
            {
                using var file = File.Create(target);
                entry.DataStream?.CopyTo(file);
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes in the files that no layer above has or hides, and returns the paths that this layer hides.</summary>
    private List<string> Add(string layer, HashSet<string> hidden)
    {
        var hides = new List<string>();
        using var reader = new TarReader(File.OpenRead(layer));
        while (reader.GetNextEntry() is { } entry)
        {
            var path = Absolute(entry.Name);
            var folder = Path.GetDirectoryName(path) ?? "/";
            var name = Path.GetFileName(path);
            if (name == Opaque)
            {
                hides.Add(folder);
            }
            else if (name.StartsWith(Whiteout, StringComparison.Ordinal))
            {
                hides.Add(Path.Combine(folder, name[Whiteout.Length..]));
            }
            else if (!IsHidden(path, hidden))
            {
                _places.TryAdd(path, new Place(layer, IsFile(entry), Link(entry, folder)));
            }
        }

        return hides;
    }

    private static bool IsHidden(string path, HashSet<string> hidden)
    {
        for (var above = path; above is not null; above = Path.GetDirectoryName(above))
        {
            if (hidden.Contains(above))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFile(TarEntry entry) => entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile;

    /// <summary>Where a link leads, absolute; null for what is none. A hard link names a path of the layer, a symbolic one a path as the program sees it.</summary>
    private static string? Link(TarEntry entry, string folder) => entry.EntryType switch
    {
        TarEntryType.HardLink => Absolute(entry.LinkName),
        TarEntryType.SymbolicLink => Path.GetFullPath(entry.LinkName, folder),
        _ => null,
    };

    private static string Absolute(string name) => Path.GetFullPath("/" + name.TrimEnd('/'));

    /// <summary>Where the content of a path is.</summary>
    private sealed record Place(string Layer, bool IsFile, string? Link);
}
