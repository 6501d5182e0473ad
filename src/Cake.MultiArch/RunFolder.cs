using System.Globalization;
using System.Security.Cryptography;
using Cake.MultiArch.Build;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <summary>
/// A run's own folder, readable by its user alone and removed at the end: the clone, podman's temporary files, credentials. It
/// does not lie below the working directory, which can be the build context.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    /// <summary>How the identifier of a run begins: the moment of its start, UTC.</summary>
    public const string MomentFormat = "yyyyMMddHHmmss";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string Prefix = "cake-multiarch-";
    /// <summary>What is older and has nobody who answers for it was left behind.</summary>
    public static readonly TimeSpan LongestRun = TimeSpan.FromDays(1);

    private const string PrivateName = "private";
    private const string LockName = "lock";

    private readonly string _root;
    private readonly FileStream _lock;

    private RunFolder(string root, string runId)
    {
        _root = root;
        RunId = runId;
        Source = Path.Combine(root, "source");
        Private = Path.Combine(root, PrivateName);
        Create(Source);
        Create(Private);
        Create(Path.Combine(root, "images"));
        Environment = new Dictionary<string, string> { ["TMPDIR"] = Create(Path.Combine(root, "tmp")) };
        Marker = RunMarker.Create(runId, Private);
        _lock = Lock(Private);
    }

    /// <summary>Unique to the run, usable in a tag.</summary>
    public string RunId { get; }

    /// <summary>Where the source is cloned to.</summary>
    public string Source { get; }

    /// <summary>Where git's own folder of the clone is put when the source has to be the same everywhere; it is not there yet.</summary>
    public string Repository => Path.Combine(_root, "source.git");

    /// <summary>For what nobody else may read.</summary>
    public string Private { get; }

    /// <summary>Where the image of a platform is put as it will be published; it is not there yet.</summary>
    public string Export(Platform platform) => Path.Combine(_root, "images", platform.FileName);

    /// <summary>What podman is told by environment: where its temporary files go.</summary>
    public Dictionary<string, string> Environment { get; }

    public RunMarker Marker { get; }

    /// <summary>Where the folders of runs are.</summary>
    public static string Parent(Host host) =>
        host.Environment.GetEnvironmentVariable("TMPDIR") is { Length: > 0 } given ? host.FullPath(given)
        : Directory.Exists("/var/tmp") ? "/var/tmp" // As podman does: /tmp is often in memory.
        : Path.GetTempPath();

    /// <summary>The folders of runs that are there, of this and of others.</summary>
    public static IEnumerable<string> All(string parent) => Directory.Exists(parent) ? Directory.EnumerateDirectories(parent, Prefix + "*") : [];

    /// <summary>
    /// Whether a run's folder was left behind. A run holds a lock as long as its process lives, in whichever container that is; a
    /// folder without one is left when it is older than a day.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">It is another user's.</exception>
    /// <exception cref="IOException">It is going just now.</exception>
    public static bool IsLeft(string folder, DateTimeOffset now)
    {
        _ = Directory.EnumerateFileSystemEntries(folder).Any();
        var file = Path.Combine(folder, PrivateName, LockName);
        if (!File.Exists(file))
        {
            return now - Directory.GetLastWriteTimeUtc(folder) > LongestRun;
        }

        try
        {
            using var held = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <exception cref="MultiArchException">There is no place to write.</exception>
    public static RunFolder Create(Host host)
    {
        var moment = host.Clock.GetUtcNow().ToString(MomentFormat, CultureInfo.InvariantCulture);
        var runId = $"{moment}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var parent = Parent(host);
        try
        {
            return new RunFolder(Create(Path.Combine(parent, Prefix + runId)), runId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MultiArchException(RunProblems.NoRunFolder(parent, e.Message), inner: e);
        }
    }

    /// <summary>Removes the folder, what nobody else may read first. What cannot be removed is left for the operating system.</summary>
    public void Dispose()
    {
        _lock.Dispose();
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

    /// <summary>Locks a file before it has its name, so that nobody who looks can be first.</summary>
    private static FileStream Lock(string folder)
    {
        var file = Path.Combine(folder, LockName);
        var unnamed = OperatingSystem.IsWindows() ? file : file + ".new"; // Windows does not rename an open file, and opens and locks in one.
        var held = new FileStream(unnamed, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        File.Move(unnamed, file);
        return held;
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
