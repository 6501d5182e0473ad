using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Binfmt;

/// <summary>
/// Gives the namespace that podman keeps for a user its own handlers. From then on it does not use the host's handlers, so those are
/// registered there first. No handler that worked before is lost.
/// </summary>
/// <remarks>https://docs.kernel.org/admin-guide/binfmt-misc.html: one instance per user namespace, since Linux 6.7.</remarks>
/// <param name="host">What a stage may use: log, tools, environment, clock.</param>
/// <param name="paths">Gives the kernel's version.</param>
/// <param name="folder">The folder in the namespace.</param>
/// <param name="interpreter">The host's own QEMU for an architecture; null if it has none.</param>
internal sealed class RootlessHandlers(Host host, BinfmtPaths paths, PodmanBinfmtFolder folder, Func<ElfArchitecture, string?> interpreter)
{
    /// <summary>
    /// Returns null if the namespace has its own handlers now. All checks that are possible come before the first change, because the
    /// change cannot be undone.
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

    /// <summary>Whether a handler can start a program. Other handlers are not copied.</summary>
    private static bool IsInUse(BinfmtEntry entry) =>
        (entry.Magic.Length > 0 || entry.Extension is not null) && (entry.IsFixed || File.Exists(entry.Interpreter));

    /// <summary>
    /// The kernel opens the interpreter again. An interpreter (flag F) may exist only in the container that registered it. Then the host's
    /// QEMU for the same architecture replaces it.
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
