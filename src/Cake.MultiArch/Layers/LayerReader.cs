using System.Formats.Tar;

namespace Cake.MultiArch.Layers;

/// <summary>Reads the archive of a layer.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#representing-changes</remarks>
internal static class LayerReader
{
    /// <summary>The longest path that Linux accepts, in bytes.</summary>
    private const int MaxPath = 4096;

    /// <summary>The largest images have some hundred thousand. A small compressed archive could contain any number of names.</summary>
    private const int MaxEntries = 4_000_000;

    private const string Whiteout = ".wh.";
    private const string Opaque = ".wh..wh..opq";

    /// <summary>File systems of layers use such names internally.</summary>
    private const string Reserved = ".wh..wh.";

    public static Layer Read(Stream archive)
    {
        var (entries, removed, emptied) = (new List<LayerEntry>(), new List<string>(), new List<string>());
        var layer = new Layer { Entries = entries, Removed = removed, Emptied = emptied };
        using var reader = new TarReader(archive, leaveOpen: true);
        for (var number = 0; reader.GetNextEntry() is { } entry; number++)
        {
            if (number == MaxEntries)
            {
                throw new InvalidDataException($"It has more than {MaxEntries:N0} files.");
            }

            var path = Absolute(entry.Name);
            var name = ImagePath.Name(path);
            if (name == Opaque)
            {
                emptied.Add(ImagePath.Folder(path));
            }
            else if (name.StartsWith(Reserved, StringComparison.Ordinal))
            {
                continue;
            }
            else if (name.StartsWith(Whiteout, StringComparison.Ordinal))
            {
                removed.Add($"{ImagePath.Folder(path)}/{name[Whiteout.Length..]}");
            }
            else if (Entry(entry, path) is { } found)
            {
                entries.Add(found with { File = found.File with { Layer = layer, LayerEntry = number } });
            }
        }

        return layer;
    }

    /// <returns>Null if the entry is not a file, such as the properties of the archive.</returns>
    private static LayerEntry? Entry(TarEntry entry, string path) =>
        entry.EntryType switch
        {
            TarEntryType.HardLink => new(new ImageFile(path, ImageFileKind.File), Absolute(entry.LinkName)),
            TarEntryType.SymbolicLink => new(
                new ImageFile(path, ImageFileKind.SymbolicLink) { Mode = entry.Mode, LinkTarget = Checked(entry.LinkName) },
                null
            ),
            TarEntryType.Directory or TarEntryType.DirectoryList => new(
                new ImageFile(path, ImageFileKind.Folder) { Mode = entry.Mode },
                null
            ),

            // The oldest format has no type for folders. Their names end with a slash.
            TarEntryType.V7RegularFile when entry.Name.EndsWith('/') => new(
                new ImageFile(path, ImageFileKind.Folder) { Mode = entry.Mode },
                null
            ),
            TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile or TarEntryType.SparseFile => new(
                File(entry, path),
                null
            ),
            TarEntryType.BlockDevice or TarEntryType.CharacterDevice or TarEntryType.Fifo => new(
                new ImageFile(path, ImageFileKind.Other) { Mode = entry.Mode },
                null
            ),
            _ => null,
        };

    private static ImageFile File(TarEntry entry, string path)
    {
        var file = new ImageFile(path, ImageFileKind.File) { Size = entry.Length, Mode = entry.Mode };
        return entry.DataStream is { } content ? file.WithContent(content) : file;
    }

    private static string Checked(string path) => path.Length <= MaxPath
        ? path
        : throw new InvalidDataException($"It has a path of {path.Length} characters, but Linux accepts at most {MaxPath}.");

    /// <summary>Converts a name to a path in the image. <c>..</c> does not leave the root.</summary>
    private static string Absolute(string name)
    {
        var parts = new List<string>();
        foreach (var part in Checked(name).Split('/'))
        {
            if (part == "..")
            {
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join('/', parts);
    }
}
