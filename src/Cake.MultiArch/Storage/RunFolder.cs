using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Storage;

/// <summary>
/// A run's own folder for the clone, podman's temporary files and credentials. It is removed at the end. It is not below the working
/// directory, which may be the build context.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private readonly OwnFolder _folder;
    private readonly string _images;

    private RunFolder(OwnFolder folder)
    {
        _folder = folder;
        Source = folder.Add("source");
        _images = folder.Add("images");
        Environment = new Dictionary<string, string> { ["TMPDIR"] = folder.Add("tmp") };
        Marker = RunMarker.Create(RunId, Private);
    }

    /// <summary>Unique for each run, and valid in a tag.</summary>
    public string RunId => _folder.Id;

    public string Root => _folder.Root;

    /// <summary>The folder for the clone of the source.</summary>
    public string Source { get; }

    /// <summary>
    /// The place for git's own folder of the clone if the source must be the same everywhere. It does not exist at first.
    /// </summary>
    public string Repository => Source + ".git";

    /// <summary>For files that nobody else may read.</summary>
    public string Private => _folder.Private;

    /// <summary>The place for the image of a platform as it will be published. It does not exist at first.</summary>
    public string Export(Platform platform) => Path.Combine(_images, platform.FileName);

    /// <summary>The environment for podman, which sets the place of its temporary files.</summary>
    public Dictionary<string, string> Environment { get; }

    public RunMarker Marker { get; }

    /// <summary>The parent of the folders of all runs.</summary>
    public static string Parent(Host host) =>
        host.Environment.GetEnvironmentVariable("TMPDIR") is { Length: > 0 } given ? host.FullPath(given)
        : Directory.Exists("/var/tmp") ? "/var/tmp" // As podman does: /tmp is often in memory.
        : Path.GetTempPath();

    /// <exception cref="MultiArchException">There is no place to write.</exception>
    public static RunFolder Create(Host host)
    {
        var parent = Parent(host);
        try
        {
            return new RunFolder(OwnFolder.Create(parent, host.Clock.GetUtcNow()));
        }
        catch (Exception e) when (e.IsFileError)
        {
            throw new MultiArchException(StorageProblems.NoRunFolder(parent, e.Message), inner: e);
        }
    }

    public void Dispose() => _folder.Dispose();
}
