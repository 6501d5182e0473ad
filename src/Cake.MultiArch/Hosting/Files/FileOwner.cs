using System.Formats.Tar;

namespace Cake.MultiArch.Hosting.Files;

/// <summary>Whose a file is. .NET tells it in the entry of an archive only, without opening the file or following a link.</summary>
internal static class FileOwner
{
    /// <summary>The folder belongs to the process's effective user. Where it is not there, only the modes tell.</summary>
    /// <remarks>https://man7.org/linux/man-pages/man5/proc_pid.5.html</remarks>
    private static readonly string OwnProcess = $"/proc/{Environment.ProcessId}";

    /// <summary>What is not there, or not to be seen, is not this user's.</summary>
    public static bool IsThisUser(string path)
    {
        try
        {
            return !Directory.Exists(OwnProcess) || Of(path) == Of(OwnProcess);
        }
        catch (Exception e) when (e.IsFileError)
        {
            return false;
        }
    }

    /// <summary>The name tells root from users whose number is too large for the entry and is written as 0.</summary>
    private static (int, string) Of(string path)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            writer.WriteEntry(path, "owner");
        }

        archive.Position = 0;
        using var reader = new TarReader(archive);
        var entry = (PosixTarEntry)reader.GetNextEntry()!;
        return (entry.Uid, entry.UserName);
    }
}
