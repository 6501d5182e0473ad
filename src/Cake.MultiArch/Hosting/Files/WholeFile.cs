using System.Text;

namespace Cake.MultiArch.Hosting.Files;

internal static class WholeFile
{
    /// <summary>Writes the whole file or nothing.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write it.</exception>
    public static void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var temporary = $"{file}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllText(temporary, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, file, overwrite: true);
        }
        finally
        {
            // The temporary file still exists when writing or moving it failed.
            File.Delete(temporary);
        }
    }
}
