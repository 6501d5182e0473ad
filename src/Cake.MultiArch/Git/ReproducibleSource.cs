using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>
/// Makes a clone the same on every machine. git's own folder is not: it holds times, and what the server has packed together. Neither
/// are the modes of files, of which git knows only whether they may be run; the rest is the umask of whoever clones.
/// </summary>
/// <remarks>https://git-scm.com/docs/gitattributes, https://git-scm.com/docs/git-clone</remarks>
internal static class ReproducibleSource
{
    private const string GitFolder = ".git";

    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Run = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="folder">The top of the clone.</param>
    /// <param name="repository">Where git's folder is put instead; it is not there yet.</param>
    /// <exception cref="MultiArchException">A file cannot be changed.</exception>
    public static void Prepare(string folder, string repository)
    {
        try
        {
            Directory.Move(Path.Combine(folder, GitFolder), repository);
            if (!OperatingSystem.IsWindows())
            {
                SetModes(new DirectoryInfo(folder));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MultiArchException(PodmanProblems.FileUnusable(folder, e.Message), inner: e);
        }
    }

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
