namespace Cake.MultiArch.Layers;

/// <summary>The files of an image as a container sees them.</summary>
internal sealed class ImageFiles
{
    /// <summary>As many as the kernel follows, https://man7.org/linux/man-pages/man7/path_resolution.7.html.</summary>
    private const int MaxLinks = 40;

    private const UnixFileMode FolderMode = (UnixFileMode)0b_111_101_101;

    private static readonly ImageFile Root = Folder("/");

    private readonly Dictionary<string, ImageFile> _files = new(StringComparer.Ordinal);

    /// <param name="files">The files, each path once. The folders that lead to them need not be among them.</param>
    public ImageFiles(IEnumerable<ImageFile> files)
    {
        foreach (var file in files)
        {
            _files[file.Path] = file;
        }

        foreach (var path in _files.Keys.ToList())
        {
            for (var end = path.LastIndexOf('/'); end > 0 && _files.TryAdd(path[..end], Folder(path[..end])); end = path.LastIndexOf('/', end - 1))
            {
            }
        }

        _files.Remove("/");
        All = [.. _files.Values.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    /// <summary>All of them but the root, in the order of their paths.</summary>
    public IReadOnlyCollection<ImageFile> All { get; }

    /// <summary>The file, folder or other that a path names, following symbolic links in all its parts as the kernel does inside of the image.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>Null when there is none, or the links lead in a circle.</returns>
    public ImageFile? Find(string path)
    {
        var (found, place, links) = (Root, "", 0);
        var parts = new Stack<string>(Parts(path));
        while (parts.TryPop(out var part))
        {
            if (found.Kind != ImageFileKind.Folder)
            {
                return null;
            }

            if (part == "..")
            {
                place = place[..Math.Max(0, place.LastIndexOf('/'))];
                found = place.Length == 0 ? Root : _files[place];
                continue;
            }

            if (!_files.TryGetValue($"{place}/{part}", out var next))
            {
                return null;
            }

            if (next.Kind != ImageFileKind.SymbolicLink)
            {
                (found, place) = (next, next.Path);
                continue;
            }

            if (string.IsNullOrEmpty(next.LinkTarget) || ++links > MaxLinks)
            {
                return null;
            }

            if (next.LinkTarget.StartsWith('/'))
            {
                (found, place) = (Root, "");
            }

            foreach (var step in Parts(next.LinkTarget))
            {
                parts.Push(step);
            }
        }

        return found;
    }

    /// <summary>The last first.</summary>
    private static IEnumerable<string> Parts(string path) => path.Split('/').Where(part => part is not ("" or ".")).Reverse();

    private static ImageFile Folder(string path) => new(path, ImageFileKind.Folder) { Mode = FolderMode };
}
