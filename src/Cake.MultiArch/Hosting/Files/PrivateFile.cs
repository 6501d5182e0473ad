using System.Text;

namespace Cake.MultiArch.Hosting.Files;

/// <summary>A file that only this user can ever read, also while it is written.</summary>
internal static class PrivateFile
{
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a new file with mode 0600. An existing file is not overwritten.</summary>
    /// <exception cref="IOException">The file exists, or the disk is full.</exception>
    public static async Task WriteAsync(string path, string text, CancellationToken token)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = ReadWrite;
        }

        await using var stream = new FileStream(path, options);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), token);
    }
}
