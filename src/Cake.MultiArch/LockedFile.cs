namespace Cake.MultiArch;

/// <summary>
/// Files that a process holds as long as it lives: the kernel lets go of them however it ends, and whoever looks, in whichever container,
/// sees whether they are held.
/// </summary>
/// <remarks>https://man7.org/linux/man-pages/man2/flock.2.html</remarks>
internal static class LockedFile
{
    private const string Unnamed = ".new";

    /// <summary>Makes a file and holds it before it has its name, so that nobody who looks can be first.</summary>
    public static FileStream Create(string file)
    {
        var unnamed = OperatingSystem.IsWindows() ? file : file + Unnamed; // Windows does not rename an open file, and opens and locks in one.
        var held = new FileStream(unnamed, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        File.Move(unnamed, file);
        return held;
    }

    public static bool IsHeld(string file)
    {
        try
        {
            using var held = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Holds a file beside others who hold it in the same way; null when somebody holds it alone.</summary>
    public static FileStream? TryShare(string file) => TryHold(file, FileAccess.Read, FileShare.Read);

    /// <summary>Holds a file alone, and makes it; null when somebody else holds it.</summary>
    public static FileStream? TryHoldAlone(string file) => TryHold(file, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Holds a file alone; null when somebody else holds it.</summary>
    /// <exception cref="FileNotFoundException">It is gone.</exception>
    public static FileStream? TryTakeOver(string file) => TryHold(file, FileAccess.ReadWrite, FileShare.None, FileMode.Open);

    private static FileStream? TryHold(string file, FileAccess access, FileShare share, FileMode mode = FileMode.OpenOrCreate)
    {
        try
        {
            return new FileStream(file, mode, access, share);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }
}
