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
    /// Reads one of its files to see whether binfmt_misc is mounted. The table of mounts is not enough: it also lists hidden mounts, and
    /// only a read triggers an automount.
    /// </summary>
    private BinfmtState Read()
    {
        var (status, error) = TryRead(StatusFile);
        if (error is Errno.NoEntry or Errno.Loop)
        {
            return BinfmtState.NotMounted(error);
        }

        // The kernel lists the newest entry first, and tries handlers in the same order. Nothing else shows their age: enabling or
        // disabling a handler changes the time of its file.
        var entries = Names()
            .Select(System.IO.Path.GetFileName)
            .Where(name => name is not (null or StatusFile or RegisterFile))
            .Select(name => TryRead(name!) is { Text: { } text } ? BinfmtEntry.Parse(name!, text) : null)
            .OfType<BinfmtEntry>()
            .ToList();
        return new BinfmtState(IsMounted: true, status?.Trim() != "disabled", entries);
    }

    /// <summary>The files in the kernel's order; empty if this user may not list them.</summary>
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

    /// <summary>
    /// The text of a file, or the errno. The handler may have been removed since the listing, or this user may not read it.
    /// </summary>
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
