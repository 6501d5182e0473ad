using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Hosting.Files;

/// <summary>A folder for files of one command, which only this user can read and which goes with the command.</summary>
internal sealed class PrivateFolder : IDisposable
{
    private readonly OwnFolder _folder;

    /// <summary>Makes it with mode 0700.</summary>
    /// <exception cref="MultiArchException">There is no place for it (MA1494).</exception>
    public PrivateFolder()
    {
        try
        {
            _folder = OwnFolder.Create(Path.GetTempPath(), DateTimeOffset.UtcNow);
        }
        catch (Exception e) when (e.IsFileError)
        {
            throw new MultiArchException(FileAccessProblems.Unusable(Path.GetTempPath(), e.Message), inner: e);
        }
    }

    public string Combine(string name) => Path.Combine(_folder.Private, name);

    public void Dispose() => _folder.Dispose();
}
