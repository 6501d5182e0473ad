namespace Cake.MultiArch.Layers;

/// <summary>The files of an image as a container sees them.</summary>
internal sealed class ImageFiles
{
    /// <summary>The limit of the kernel: https://man7.org/linux/man-pages/man7/path_resolution.7.html.</summary>
    private const int MaxLinks = 40;

    /// <summary>
    /// An archive need not have an entry for each folder. Without a limit, a few long paths could create more folders than fit into memory.
    /// </summary>
    private const int MaxImpliedFolders = 100_000;

    private const UnixFileMode FolderMode = (UnixFileMode)0b_111_101_101;

    private readonly Node _root = new(new ImageFile("/", ImageFileKind.Folder) { Mode = FolderMode }, null);
    private ImageFile[]? _all;
    private int _impliedFolders;

    /// <param name="files">The files, each path once. Their folders may be missing.</param>
    public ImageFiles(IEnumerable<ImageFile> files)
    {
        foreach (var file in files)
        {
            Put(file);
        }
    }

    /// <summary>All files except the root, in the order of their paths.</summary>
    public IReadOnlyCollection<ImageFile> All => _all ??= [.. Below(_root).OrderBy(file => file.Path, StringComparer.Ordinal)];

    /// <summary>Follows symbolic links in all parts of an absolute path, as the kernel does in a container.</summary>
    /// <returns>Null if the path does not exist, or if its links form a circle.</returns>
    public ImageFile? Find(string path) => Walk(path, makesFolders: false)?.File;

    /// <summary>Adds a layer on top.</summary>
    /// <exception cref="InvalidDataException">The layer has more folders than any image has.</exception>
    public void Apply(Layer layer)
    {
        // A layer removes only files of lower layers, wherever the whiteout is in the archive.
        foreach (var folder in layer.Emptied)
        {
            Walk(folder, makesFolders: false)?.Children.Clear();
        }

        foreach (var path in layer.Removed)
        {
            Walk(ImagePath.Folder(path), makesFolders: false)?.Children.Remove(ImagePath.Name(path));
        }

        var early = layer.Entries.Where(entry => !TryPut(entry)).ToList();
        foreach (var entry in early)
        {
            TryPut(entry);
        }

        _all = null;
    }

    /// <returns>False if the target of a hard link does not exist (yet).</returns>
    private bool TryPut(LayerEntry entry)
    {
        if (entry.HardLink is not { } target)
        {
            Put(entry.File);
            return true;
        }

        if (
            Walk(ImagePath.Folder(target), makesFolders: false)?.Children.GetValueOrDefault(ImagePath.Name(target))?.File
            is not { Kind: not ImageFileKind.Folder } file
        )
        {
            return false;
        }

        Put(file with { Path = entry.File.Path });
        return true;
    }

    private void Put(ImageFile file)
    {
        var name = ImagePath.Name(file.Path);
        if (name.Length == 0)
        {
            _root.File = _root.File with { Mode = file.Kind == ImageFileKind.Folder ? file.Mode : FolderMode };
            return;
        }

        var folder = Walk(ImagePath.Folder(file.Path), makesFolders: true)!;
        if (folder.Children.TryGetValue(name, out var there) && there.IsFolder && file.Kind == ImageFileKind.Folder)
        {
            there.File = file with { Path = there.File.Path };
        }
        else
        {
            folder.Put(name, file);
        }
    }

    /// <param name="path">An absolute path.</param>
    /// <param name="makesFolders">
    /// Whether to create missing folders, also in place of files. Links are followed, as in containerd. Podman replaces a link of a lower
    /// layer with a folder, but the resulting files are the same.
    /// </param>
    private Node? Walk(string path, bool makesFolders)
    {
        var (place, links) = (_root, 0);
        var parts = new Stack<string>(Parts(path));
        while (parts.TryPop(out var part))
        {
            if (!place.IsFolder)
            {
                return null;
            }

            if (part == "..")
            {
                place = place.Parent ?? place;
                continue;
            }

            var next = place.Children.GetValueOrDefault(part);
            if (next?.File is { Kind: ImageFileKind.SymbolicLink, LinkTarget: { Length: > 0 } target } && links++ < MaxLinks)
            {
                place = target.StartsWith('/') ? _root : place;
                foreach (var step in Parts(target))
                {
                    parts.Push(step);
                }

                continue;
            }

            if (makesFolders && next is not { IsFolder: true })
            {
                if (++_impliedFolders > MaxImpliedFolders)
                {
                    throw new InvalidDataException($"Its layers have more than {MaxImpliedFolders} folders without an entry.");
                }

                next = place.Put(part, new ImageFile(part, ImageFileKind.Folder) { Mode = FolderMode });
            }

            if (next is null or { File.Kind: ImageFileKind.SymbolicLink })
            {
                return null;
            }

            place = next;
        }

        return place;
    }

    /// <summary>In reverse order.</summary>
    private static IEnumerable<string> Parts(string path) => path.Split('/').Where(part => part is not ("" or ".")).Reverse();

    /// <summary>Without recursion, because the folders of an archive may be nested without a limit.</summary>
    private static IEnumerable<ImageFile> Below(Node root)
    {
        var left = new Stack<Node>(root.Children.Values);
        while (left.TryPop(out var node))
        {
            yield return node.File;
            foreach (var child in node.Children.Values)
            {
                left.Push(child);
            }
        }
    }

    private sealed class Node(ImageFile file, Node? parent)
    {
        private static readonly Dictionary<string, Node> None = [];

        public ImageFile File { get; set; } = file;

        public Node? Parent => parent;

        public bool IsFolder => File.Kind == ImageFileKind.Folder;

        /// <summary>Empty if it is not a folder.</summary>
        public Dictionary<string, Node> Children { get; } = file.Kind == ImageFileKind.Folder ? new(StringComparer.Ordinal) : None;

        /// <summary>Adds a file, or replaces what has that name.</summary>
        public Node Put(string name, ImageFile child)
        {
            var path = parent is null ? $"/{name}" : $"{File.Path}/{name}";
            var node = new Node(child.Path == path ? child : child with { Path = path }, this);
            Children[name] = node;
            return node;
        }
    }
}
