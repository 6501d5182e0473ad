using System.Text;
using Cake.MultiArch.Processes;

namespace Cake.MultiArch.Binfmt;

/// <summary>The folder in which the kernel shows and takes handlers.</summary>
/// <remarks>https://docs.kernel.org/admin-guide/binfmt-misc.html</remarks>
internal sealed class BinfmtFolder(string path)
{
    private const string StatusFile = "status";
    private const string RegisterFile = "register";

    public string Path { get; } = path;

    /// <summary>
    /// Whether binfmt_misc is mounted here. Asked by its file and not by the table of mounts: the look goes through an
    /// automount that nobody has triggered yet, and the table has mounts that another one hides.
    /// </summary>
    public bool IsMounted => File.Exists(InFolder(StatusFile));

    public BinfmtState Read()
    {
        if (!IsMounted)
        {
            return new BinfmtState(IsMounted: false, IsEnabled: true, []);
        }

        // The kernel lists the entry first that was made last, and tries handlers in the same order. Nothing else shows their age:
        // switching a handler on and off changes the time of its file.
        var entries = Directory.EnumerateFiles(Path)
            .Select(System.IO.Path.GetFileName)
            .Where(name => name is not (null or StatusFile or RegisterFile))
            .Select(name => TryRead(name!) is { } text ? BinfmtEntry.Parse(name!, text) : null)
            .OfType<BinfmtEntry>()
            .ToList();
        return new BinfmtState(IsMounted: true, TryRead(StatusFile)?.Trim() != "disabled", entries);
    }

    /// <summary>Hands the kernel a line that registers a handler, and returns what it answers: 0, or an errno.</summary>
    public int Register(string line) => Write(RegisterFile, line);

    /// <summary>Removes a handler, and returns what the kernel answers: 0, or an errno.</summary>
    public int Remove(string name) => Write(name, "-1");

    private string InFolder(string name) => System.IO.Path.Combine(Path, name);

    private string? TryRead(string name)
    {
        try
        {
            return File.ReadAllText(InFolder(name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Removed since the listing, or not for this user.
            return null;
        }
    }

    /// <summary>The kernel reads a line per write, so it must be one write, and without a byte order mark.</summary>
    private int Write(string name, string line)
    {
        try
        {
            using var file = File.OpenHandle(InFolder(name), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.Write(file, Encoding.UTF8.GetBytes(line), fileOffset: 0);
            return Errno.None;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Errno.OfFile(e);
        }
    }
}
