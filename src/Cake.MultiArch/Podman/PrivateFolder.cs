namespace Cake.MultiArch.Podman;

/// <summary>A folder for files of one command, which only this user can read and which goes with the command.</summary>
internal sealed class PrivateFolder : IDisposable
{
    /// <summary>Made with mode 0700.</summary>
    private readonly string _path = Directory.CreateTempSubdirectory("cake-multiarch-").FullName;

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
