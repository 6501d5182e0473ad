using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Binfmt;

/// <summary>Removes the handlers of QEMU, even if another program registered them.</summary>
internal sealed class HandlerReset(Host host, BinfmtFolder folder)
{
    /// <summary>All programs that register QEMU use this prefix for their handlers.</summary>
    private const string Prefix = "qemu-";

    /// <summary>Returns the handlers of QEMU, and logs that they will be removed.</summary>
    public async Task<IReadOnlyList<string>> AnnounceAsync(CancellationToken token)
    {
        var entries = (await folder.ReadAsync(token))
            .Entries.Where(entry => entry.Name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToList();
        foreach (var entry in entries)
        {
            host.Warn(
                $"binfmt_misc: will remove {entry.Name} ({entry.Interpreter}, flags {(entry.Flags.Length > 0 ? entry.Flags : "none")}{(entry.IsEnabled ? "" : ", disabled")})"
            );
        }

        return [.. entries.Select(entry => entry.Name)];
    }

    /// <summary>
    /// Removes the handlers. Returns the kernel's answer: 0, or the errno of the first refusal. A handler that another run removed
    /// meanwhile is not a failure.
    /// </summary>
    public async Task<int> RemoveAsync(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (await folder.RemoveAsync(name, CancellationToken.None) is not (Errno.None or Errno.NoEntry) and var error)
            {
                return error;
            }
        }

        return Errno.None;
    }
}
