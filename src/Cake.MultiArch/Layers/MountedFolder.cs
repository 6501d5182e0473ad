using System.Formats.Tar;

namespace Cake.MultiArch.Layers;

/// <summary>
/// Reads the files of a mounted image. Links are not followed. Files are read only as far as needed.
/// </summary>
internal static class MountedFolder
{
    private static readonly EnumerationOptions All = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
    };

    private static readonly FileStreamOptions Unlocked = new() { BufferSize = 0, Share = FileShare.ReadWrite | FileShare.Delete };

    /// <exception cref="IOException">A file cannot be read, or was deleted meanwhile.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not read a file.</exception>
    public static ImageFiles Read(string folder, CancellationToken token)
    {
        var files = new List<ImageFile>();
        var left = new Stack<(DirectoryInfo Folder, string Path)>([(new DirectoryInfo(folder), "")]);
        while (left.TryPop(out var next))
        {
            foreach (var entry in next.Folder.EnumerateFileSystemInfos("*", All))
            {
                token.ThrowIfCancellationRequested();
                var file = Read(entry, $"{next.Path}/{entry.Name}");
                files.Add(file);
                if (file.Kind == ImageFileKind.Folder)
                {
                    left.Push(((DirectoryInfo)entry, file.Path));
                }
            }
        }

        return new ImageFiles(files);
    }

    private static ImageFile Read(FileSystemInfo entry, string path)
    {
        if (entry.LinkTarget is { } target)
        {
            return new ImageFile(path, ImageFileKind.SymbolicLink) { LinkTarget = target };
        }

        if (entry is not FileInfo { Length: var size })
        {
            return new ImageFile(path, ImageFileKind.Folder) { Mode = entry.UnixFileMode };
        }

        if (size == 0)
        {
            return new ImageFile(path, IsFile(entry.FullName) ? ImageFileKind.File : ImageFileKind.Other) { Mode = entry.UnixFileMode };
        }

        using var content = new FileStream(entry.FullName, Unlocked);
        return new ImageFile(path, ImageFileKind.File) { Size = size, Mode = entry.UnixFileMode }.WithContent(content);
    }

    /// <summary>
    /// Whether an entry without bytes is a file. Pipes and devices have no bytes either, but must not be opened: that may block forever or
    /// change something. .NET shows the kind of a file only when it writes an archive.
    /// </summary>
    private static bool IsFile(string path)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            try
            {
                writer.WriteEntry(path, "x");
            }
            catch (IOException) when (File.Exists(path))
            {
                // A tar archive cannot contain a socket.
                return false;
            }
        }

        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry()?.EntryType is TarEntryType.RegularFile;
    }
}
