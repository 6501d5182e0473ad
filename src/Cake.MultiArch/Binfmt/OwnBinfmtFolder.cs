using System.Text;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Binfmt;

/// <summary>The folder as this process sees it.</summary>
internal sealed class OwnBinfmtFolder(string path) : BinfmtFolder(path)
{
    public override Task<BinfmtState> ReadAsync(CancellationToken token) => Task.FromResult(Read());

    protected override Task<int> WriteAsync(string file, string text, CancellationToken token) => Task.FromResult(Write(file, text));

    private string InFolder(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>
    /// Whether binfmt_misc is mounted is asked by its file and not by the table of mounts: the look goes through an automount that nobody
    /// has triggered yet, and the table has mounts that another one hides.
    /// </summary>
    private BinfmtState Read()
    {
        var (status, error) = TryRead(StatusFile);
        if (error is Errno.NoEntry or Errno.Loop)
        {
            return BinfmtState.NotMounted(error);
        }

        // The kernel lists the entry first that was made last, and tries handlers in the same order. Nothing else shows their age:
        // switching a handler on and off changes the time of its file.
        var entries = Names()
            .Select(System.IO.Path.GetFileName)
            .Where(name => name is not (null or StatusFile or RegisterFile))
            .Select(name => TryRead(name!) is { Text: { } text } ? BinfmtEntry.Parse(name!, text) : null)
            .OfType<BinfmtEntry>()
            .ToList();
        return new BinfmtState(IsMounted: true, status?.Trim() != "disabled", entries);
    }

    /// <summary>The files in the kernel's order; none where this user may not list them.</summary>
    private IEnumerable<string> Names()
    {
        try
        {
            return [.. Directory.EnumerateFiles(Path)];
        }
        catch (Exception e) when (e.IsFileError)
        {
            return [];
        }
    }

    /// <summary>The text, or the kernel's answer: it may have been removed since the listing, or not be for this user.</summary>
    private (string? Text, int Error) TryRead(string name)
    {
        try
        {
            return (File.ReadAllText(InFolder(name)), Errno.None);
        }
        catch (Exception e) when (e.IsFileError)
        {
            return (null, Errno.OfFile(e));
        }
    }

    private int Write(string file, string text)
    {
        try
        {
            using var handle = File.OpenHandle(InFolder(file), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.Write(handle, Encoding.UTF8.GetBytes(text), fileOffset: 0);
            return Errno.None;
        }
        catch (Exception e) when (e.IsFileError)
        {
            return Errno.OfFile(e);
        }
    }
}
