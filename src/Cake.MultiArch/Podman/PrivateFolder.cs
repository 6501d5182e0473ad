using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman;

/// <summary>A folder for files of one command, which only this user can read and which goes with the command.</summary>
internal sealed class PrivateFolder : IDisposable
{
    private readonly string _path;

    /// <summary>Makes it with mode 0700.</summary>
    /// <exception cref="MultiArchException">There is no place for it (MA1494).</exception>
    public PrivateFolder()
    {
        try
        {
            _path = Directory.CreateTempSubdirectory("cake-multiarch-").FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MultiArchException(PodmanProblems.FileUnusable(Path.GetTempPath(), e.Message), inner: e);
        }
    }

    public string Combine(string name) => Path.Combine(_path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(_path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing that was asked for has failed.
        }
    }
}
