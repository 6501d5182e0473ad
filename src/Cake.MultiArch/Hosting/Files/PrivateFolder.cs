using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Hosting.Files;

/// <summary>A folder for the files of one command. Only this user can read it, and it is deleted when the command ends.</summary>
internal sealed class PrivateFolder : IDisposable
{
    private readonly OwnFolder _folder;

    /// <exception cref="MultiArchException">The folder cannot be created (MA1494).</exception>
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
