namespace Cake.MultiArch.Hosting.Files;

internal static class FreeSpace
{
    /// <summary>
    /// The bytes that this user may write. Null where the file system does not count them, such as a network share or /proc.
    /// </summary>
    public static long? Of(string folder)
    {
        try
        {
            var disk = new DriveInfo(folder);

            if (disk.TotalSize == 0)
            {
                return null;
            }

            // Root may also use the space that is reserved.
            return Environment.IsPrivilegedProcess ? disk.TotalFreeSpace : disk.AvailableFreeSpace;
        }
        catch (Exception e) when (e is ArgumentException || e.IsFileError)
        {
            return null;
        }
    }
}
