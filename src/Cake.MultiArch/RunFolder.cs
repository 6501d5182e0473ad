using System.Globalization;
using System.Security.Cryptography;
using Cake.MultiArch.Build;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <summary>
/// A run's own folder, readable by its user alone and removed at the end: the clone, podman's temporary files, credentials. It
/// does not lie below the working directory, which can be the build context.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _root;

    private RunFolder(string root, string runId)
    {
        _root = root;
        RunId = runId;
        Source = Path.Combine(root, "source");
        Private = Path.Combine(root, "private");
        Create(Source);
        Create(Private);
        Environment = new Dictionary<string, string> { ["TMPDIR"] = Create(Path.Combine(root, "tmp")) };
        Marker = RunMarker.Create(runId, Private);
    }

    /// <summary>Unique to the run, usable in a tag.</summary>
    public string RunId { get; }

    /// <summary>Where the source is cloned to.</summary>
    public string Source { get; }

    /// <summary>For what nobody else may read.</summary>
    public string Private { get; }

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
        var moment = host.Clock.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var runId = $"{moment}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var parent = Parent(host);
        try
        {
            return new RunFolder(Create(Path.Combine(parent, $"cake-multiarch-{runId}")), runId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MultiArchException(RunProblems.NoRunFolder(parent, e.Message), inner: e);
        }
    }

    /// <summary>Removes the folder, what nobody else may read first. What cannot be removed is left for the operating system.</summary>
    public void Dispose()
    {
        foreach (var folder in new[] { Private, _root })
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A rootless podman that was killed leaves files of subordinate users behind.
            }
        }
    }

    private static string Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }

        return folder;
    }
}
