namespace Cake.MultiArch.Git;

/// <summary>
/// Makes a clone the same on every machine as long as it is built. git's own folder is not: it holds times, and what the server has packed together. Neither
/// are the modes of files, of which git knows only whether they may be run; the rest is the umask of whoever clones.
/// </summary>
/// <remarks>https://git-scm.com/docs/gitattributes, https://git-scm.com/docs/git-clone</remarks>
internal sealed class ReproducibleSource : IDisposable
{
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Run = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string _repository;
    private readonly string _elsewhere;

    /// <param name="folder">The top of the clone.</param>
    /// <param name="elsewhere">Where git's folder is meanwhile; it is not there yet.</param>
    /// <exception cref="IOException">A file cannot be changed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be changed.</exception>
    public ReproducibleSource(string folder, string elsewhere)
    {
        (_repository, _elsewhere) = (Path.Combine(folder, ".git"), elsewhere);
        Directory.Move(_repository, _elsewhere);
        if (!OperatingSystem.IsWindows())
        {
            SetModes(new DirectoryInfo(folder));
        }
    }

    public void Dispose() => Directory.Move(_elsewhere, _repository);

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void SetModes(DirectoryInfo folder)
    {
        folder.UnixFileMode = ForAll | Run;
        foreach (var entry in folder.EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is null))
        {
            if (entry is DirectoryInfo inner)
            {
                SetModes(inner);
            }
            else
            {
                entry.UnixFileMode = (entry.UnixFileMode & UnixFileMode.UserExecute) == 0 ? ForAll : ForAll | Run;
            }
        }
    }
}
