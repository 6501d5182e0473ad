namespace Cake.MultiArch.Hosting.Files;

/// <summary>
/// Files that a process locks until it ends. The kernel releases the lock, however the process ends. Any other process can see the lock,
/// in whichever container it runs. Locks have no effect in some places, such as a network file system without a lock service.
/// </summary>
/// <remarks>https://man7.org/linux/man-pages/man2/flock.2.html</remarks>
internal static class LockedFile
{
    private const string Unnamed = ".new";

    /// <summary>Creates a file and locks it before it gets its name, so that no other process can lock it first.</summary>
    /// <returns>Null where locks have no effect. There is no file then.</returns>
    public static FileStream? Create(string file)
    {
        // Windows does not rename an open file, but it opens and locks in one step.
        var unnamed = OperatingSystem.IsWindows() ? file : file + Unnamed;

        // With a buffer, closing the file would try a failed write again.
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

    /// <summary>Whether a process holds a file. The answer is true where locks have no effect, because nobody can know.</summary>
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

    /// <summary>
    /// Whether the lock of this process keeps others out. To find out, the file is opened again as another process would open it.
    /// </summary>
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

    /// <summary>
    /// Creates a file and shares its lock with others. Null when another process holds it alone, or created it and lets nobody read it.
    /// </summary>
    public static FileStream? TryShare(string file) => TryHold(file, FileAccess.Read, FileShare.Read);

    /// <summary>Creates and locks a file. Null when another process holds it, or created it and lets nobody write to it.</summary>
    public static FileStream? TryHoldAlone(string file) => TryHold(file, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Locks a file that exists. Null when another process holds it.</summary>
    /// <exception cref="FileNotFoundException">The file is gone.</exception>
    public static FileStream? TryTakeOver(string file) => TryHold(file, FileAccess.ReadWrite, FileShare.None, FileMode.Open);

    private static FileStream OpenAlone(string file) => new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

    private static FileStream? TryHold(string file, FileAccess access, FileShare share, FileMode mode = FileMode.OpenOrCreate)
    {
        try
        {
            return new FileStream(file, mode, access, share);
        }
        catch (Exception e) when (IsTaken(e) && File.Exists(file))
        {
            return null;
        }

        bool IsTaken(Exception e) => e is IOException || (e is UnauthorizedAccessException && mode == FileMode.OpenOrCreate);
    }
}
