namespace Cake.MultiArch.Hosting.Files;

/// <summary>
/// Files that a process holds as long as it lives: the kernel lets go of them however it ends, and whoever looks, in whichever container,
/// sees whether they are held. There are places where locks do nothing, such as a network file system without a lock service.
/// </summary>
/// <remarks>https://man7.org/linux/man-pages/man2/flock.2.html</remarks>
internal static class LockedFile
{
    private const string Unnamed = ".new";

    /// <summary>Makes a file and holds it before it has its name, so that nobody who looks can be first.</summary>
    /// <returns>Null, and no file, where locks do nothing.</returns>
    public static FileStream? Create(string file)
    {
        var unnamed = OperatingSystem.IsWindows() ? file : file + Unnamed; // Windows does not rename an open file, and opens and locks in one.

        // Without a buffer: what could not be written is not tried again when the file is closed.
        var held = new FileStream(unnamed, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        if (!IsKept(unnamed))
        {
            held.Dispose();
            File.Delete(unnamed);
            return null;
        }

        if (unnamed != file)
        {
            File.Move(unnamed, file);
        }

        return held;
    }

    /// <summary>Whether somebody holds a file. Where locks do nothing, somebody can.</summary>
    public static bool IsHeld(string file)
    {
        try
        {
            using var held = OpenAlone(file);
            return !IsKept(file);
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

    /// <summary>Whether a file that this process holds is kept from others: it is opened once more, as a stranger would.</summary>
    public static bool IsKept(string file)
    {
        try
        {
            using var stranger = OpenAlone(file);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Holds a file beside others who hold it in the same way, and makes it; null when somebody holds it alone, or made it and lets nobody read.</summary>
    public static FileStream? TryShare(string file) => TryHold(file, FileAccess.Read, FileShare.Read);

    /// <summary>Holds a file alone, and makes it; null when somebody else holds it, or made it and lets nobody write.</summary>
    public static FileStream? TryHoldAlone(string file) => TryHold(file, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Holds a file alone; null when somebody else holds it.</summary>
    /// <exception cref="FileNotFoundException">It is gone.</exception>
    public static FileStream? TryTakeOver(string file) => TryHold(file, FileAccess.ReadWrite, FileShare.None, FileMode.Open);

    private static FileStream OpenAlone(string file) => new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

    private static FileStream? TryHold(string file, FileAccess access, FileShare share, FileMode mode = FileMode.OpenOrCreate)
    {
        try
        {
            return new FileStream(file, mode, access, share);
        }
        catch (Exception e) when ((e is IOException || (e is UnauthorizedAccessException && mode == FileMode.OpenOrCreate)) && File.Exists(file))
        {
            return null;
        }
    }
}
