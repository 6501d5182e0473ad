using System.Formats.Tar;

namespace Cake.MultiArch.Hosting.Files;

/// <summary>
/// The owner of a file. .NET reads the owner only when it writes the file's entry into an archive. That neither opens the file nor follows
/// a link.
/// </summary>
internal static class FileOwner
{
    /// <summary>This folder belongs to the effective user of the process. Without /proc the owner is not checked.</summary>
    /// <remarks>https://man7.org/linux/man-pages/man5/proc_pid.5.html</remarks>
    private static readonly string OwnProcess = $"/proc/{Environment.ProcessId}";

    /// <summary>False for a file that does not exist or cannot be seen.</summary>
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

    /// <summary>A user number that is too large for the entry is written as 0. The name then tells that user from root.</summary>
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
