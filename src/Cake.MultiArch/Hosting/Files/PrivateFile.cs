using System.Text;

namespace Cake.MultiArch.Hosting.Files;

/// <summary>A file that only this user can read, from its first byte on.</summary>
internal static class PrivateFile
{
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a new file with mode 0600; one that is there already is not written to.</summary>
    /// <exception cref="IOException">It is there already, or there is no room.</exception>
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
