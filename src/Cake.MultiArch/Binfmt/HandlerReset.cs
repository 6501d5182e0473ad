using Cake.Core.Diagnostics;
using Cake.MultiArch.Processes;

namespace Cake.MultiArch.Binfmt;

/// <summary>Removes the handlers of QEMU, whoever registered them, and can put them back.</summary>
internal sealed class HandlerReset(Host host, BinfmtFolder folder)
{
    /// <summary>How every registrar of QEMU names its handlers.</summary>
    private const string Prefix = "qemu-";

    /// <summary>Says which it will remove, and removes them.</summary>
    /// <returns>What was removed, the newest first; the error is that of the first which the kernel refused, and then those before it are back.</returns>
    public async Task<(IReadOnlyList<BinfmtEntry> Removed, int Error)> RemoveAsync(CancellationToken token)
    {
        var entries = (await folder.ReadAsync(token).ConfigureAwait(false)).Entries.Where(entry => entry.Name.StartsWith(Prefix, StringComparison.Ordinal)).ToList();
        foreach (var entry in entries)
        {
            host.Log.Write(Verbosity.Minimal, LogLevel.Warning, "{0}",
                $"binfmt_misc: will remove {entry.Name} ({entry.Interpreter}, flags {(entry.Flags.Length > 0 ? entry.Flags : "none")}{(entry.IsEnabled ? "" : ", disabled")})");
        }

        var removed = new List<BinfmtEntry>();
        foreach (var entry in entries)
        {
            // Not to be interrupted: what was removed is to be replaced, or put back.
            if (await folder.RemoveAsync(entry.Name, CancellationToken.None).ConfigureAwait(false) is not Errno.None and var error)
            {
                await PutBackAsync(removed).ConfigureAwait(false);
                return ([], error);
            }

            removed.Add(entry);
        }

        return (removed, Errno.None);
    }

    /// <summary>Registers handlers again as they were. An interpreter that was only held open by its handler (flag F) is gone for good.</summary>
    /// <param name="removed">The newest first.</param>
    public async Task PutBackAsync(IReadOnlyList<BinfmtEntry> removed)
    {
        foreach (var entry in removed.Reverse())
        {
            if (await folder.RegisterAsync(RegisterLine.Write(entry), CancellationToken.None).ConfigureAwait(false) is not (Errno.None or Errno.Exists) and var error)
            {
                host.Log.Write(Verbosity.Minimal, LogLevel.Warning, "{0}", $"binfmt_misc: {entry.Name} was removed and cannot be put back: {Errno.Describe(error)}");
            }
            else if (!entry.IsEnabled)
            {
                await folder.DisableAsync(entry.Name, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
