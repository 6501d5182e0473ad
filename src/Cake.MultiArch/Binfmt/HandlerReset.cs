using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Binfmt;

/// <summary>Removes the handlers of QEMU, whoever registered them.</summary>
internal sealed class HandlerReset(Host host, BinfmtFolder folder)
{
    /// <summary>How every registrar of QEMU names its handlers.</summary>
    private const string Prefix = "qemu-";

    /// <summary>Those that there are, and says that they will go.</summary>
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
    /// Removes them, and returns the kernel's answer: 0, or the errno of the first that it refused. One that another run removed is no
    /// failure.
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
