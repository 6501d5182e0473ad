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
        AuthFile = Path.Combine(Private, "auth.json");
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

    /// <summary>The run's own credentials file.</summary>
    public string AuthFile { get; }

    /// <summary>What podman is told by environment: where its temporary files go.</summary>
    public Dictionary<string, string> Environment { get; }

    public RunMarker Marker { get; }

    /// <exception cref="MultiArchException">There is no place to write.</exception>
    public static RunFolder Create(Host host)
    {
        var runId = $"{host.Clock.GetUtcNow():yyyyMMddHHmmss}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
        var parent = host.Environment.GetEnvironmentVariable("TMPDIR") is { Length: > 0 } given ? given
            : Directory.Exists("/var/tmp") ? "/var/tmp" // As podman does: /tmp is often in memory.
            : Path.GetTempPath();
        try
        {
            return new RunFolder(Create(Path.Combine(parent, $"cake-multiarch-{runId}")), runId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MultiArchException(RunProblems.NoRunFolder(parent, e.Message), inner: e);
        }
    }

    /// <summary>Begins the run's credentials file with a copy of the given one, which is only read.</summary>
    public void CopyAuthFile(string? given)
    {
        // The folder is its owner's alone, so the file is too.
        File.WriteAllBytes(AuthFile, given is null ? [.. "{}"u8] : File.ReadAllBytes(given));
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_root, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is the operating system's to clean then; the credentials in it must not stay.
            File.Delete(AuthFile);
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
