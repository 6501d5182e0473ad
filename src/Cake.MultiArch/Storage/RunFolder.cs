using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Storage;

/// <summary>
/// A run's own folder, removed at the end: the clone, podman's temporary files, credentials. It does not lie below the working
/// directory, which can be the build context.
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

    /// <summary>Unique to the run, usable in a tag.</summary>
    public string RunId => _folder.Id;

    public string Root => _folder.Root;

    /// <summary>Where the source is cloned to.</summary>
    public string Source { get; }

    /// <summary>Where git's own folder of the clone is put when the source has to be the same everywhere; it is not there yet.</summary>
    public string Repository => Source + ".git";

    /// <summary>For what nobody else may read.</summary>
    public string Private => _folder.Private;

    /// <summary>Where the image of a platform is put as it will be published; it is not there yet.</summary>
    public string Export(Platform platform) => Path.Combine(_images, platform.FileName);

    /// <summary>What podman is told by environment: where its temporary files go.</summary>
    public Dictionary<string, string> Environment { get; }

    public RunMarker Marker { get; }

    /// <summary>Where the folders of runs are.</summary>
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
