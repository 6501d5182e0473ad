namespace Cake.MultiArch.Layers;

/// <summary>The files of an image as a container sees them.</summary>
internal sealed class ImageFiles
{
    private readonly SortedDictionary<string, ImageFile> _files = new(StringComparer.Ordinal);

    /// <param name="files">The files, each path once.</param>
    public ImageFiles(IEnumerable<ImageFile> files)
    {
        foreach (var file in files)
        {
            _files[file.Path] = file;
        }
    }

    /// <summary>All of them, in the order of their paths.</summary>
    public IReadOnlyCollection<ImageFile> All => _files.Values;

    /// <summary>The file, folder or other that a path names, following symbolic links in all its parts as the kernel does inside of the image.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>Null when there is none, or the links lead in a circle.</returns>
    public ImageFile? Find(string path) => throw new NotImplementedException();
}
