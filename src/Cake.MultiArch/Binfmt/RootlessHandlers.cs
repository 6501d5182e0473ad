using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Binfmt;

/// <summary>
/// Gives the namespace that podman keeps for a user handlers of its own. From then on it does not look at the host's, so these are
/// written back first: nothing that ran before is hidden.
/// </summary>
/// <remarks>https://docs.kernel.org/admin-guide/binfmt-misc.html: one instance a user namespace, since Linux 6.7.</remarks>
/// <param name="host">The world.</param>
/// <param name="paths">For the kernel's version.</param>
/// <param name="folder">The folder in the namespace.</param>
/// <param name="interpreter">The host's own QEMU for an architecture; null when it has none.</param>
internal sealed class RootlessHandlers(Host host, BinfmtPaths paths, PodmanBinfmtFolder folder, Func<ElfArchitecture, string?> interpreter)
{
    /// <summary>
    /// Null when the namespace has handlers of its own now. All that can be known beforehand is checked before the first change: it
    /// cannot be undone.
    /// </summary>
    public async Task<BinfmtFault?> EnsureAsync(CancellationToken token)
    {
        var state = await folder.ReadAsync(token);
        if (state.IsOfNamespace)
        {
            return null;
        }

        var entries = state.Entries.Where(IsInUse).Select(WithInterpreter).ToList();
        if (entries.Find(entry => entry.Interpreter is null) is { Host: { } lost })
        {
            return BinfmtChangeProblems.HandlerWouldBeLost(lost);
        }

        var lines = entries
            .AsEnumerable()
            .Reverse()
            .Select(entry => RegisterLine.Write(entry.Host with { Interpreter = entry.Interpreter! }));
        var filled = await folder.FillAsync(lines);
        var after = await folder.ReadAsync(CancellationToken.None);
        if (!after.IsOfNamespace)
        {
            return BinfmtChangeProblems.NoNamespaceHandlers(
                paths.ReadKernelVersion(),
                string.Join(
                    ' ',
                    filled.Errors.Where(line => !line.Contains(" level=warning ", StringComparison.Ordinal)).Select(line => line.Trim())
                )
            );
        }

        foreach (var (entry, _) in entries.Where(entry => !entry.Host.IsEnabled))
        {
            await folder.DisableAsync(entry.Name, CancellationToken.None);
        }

        host.Say(
            $"binfmt_misc: podman's namespace has handlers of its own now, with the host's {entries.Count}; podman system migrate takes them away."
        );
        foreach (var name in entries.Select(entry => entry.Host.Name).Except(after.Entries.Select(entry => entry.Name)))
        {
            host.Warn($"binfmt_misc: the kernel did not take the host's handler {name}, so it is not in force for podman any more.");
        }

        return null;
    }

    /// <summary>One that could not start anything is no loss.</summary>
    private static bool IsInUse(BinfmtEntry entry) =>
        (entry.Magic.Length > 0 || entry.Extension is not null) && (entry.IsFixed || File.Exists(entry.Interpreter));

    /// <summary>
    /// The interpreter is opened anew. One that only the container had which registered it (flag F) is replaced by the same QEMU of the
    /// host's.
    /// </summary>
    private (BinfmtEntry Host, string? Interpreter) WithInterpreter(BinfmtEntry entry) =>
        (
            entry,
            ProgramSearch.IsExecutable(entry.Interpreter) ? entry.Interpreter
            : ElfArchitecture.All.FirstOrDefault(architecture => entry.Matches(ElfProbe.Write(architecture))) is { } architecture
                ? interpreter(architecture)
            : null
        );
}
