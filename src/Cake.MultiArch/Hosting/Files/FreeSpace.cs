namespace Cake.MultiArch.Hosting.Files;

/// <summary>The room on a file system.</summary>
internal static class FreeSpace
{
    /// <summary>Bytes that this user may write; null where nobody counts, as on a share of a network or in /proc.</summary>
    public static long? Of(string folder)
    {
        try
        {
            var disk = new DriveInfo(folder);

            // Root may write what is kept back from the others.
            return disk.TotalSize == 0 ? null : Environment.IsPrivilegedProcess ? disk.TotalFreeSpace : disk.AvailableFreeSpace;
        }
        catch (Exception e) when (e is ArgumentException || e.IsFileError)
        {
            return null;
        }
    }
}
