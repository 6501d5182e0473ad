using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Binfmt;

/// <summary>What the folder of binfmt_misc shows at one moment.</summary>
/// <param name="IsMounted">
/// Whether it is the real folder. When not (usual in a container) nothing is known: the host's handlers may be in force all the same.
/// </param>
/// <param name="IsEnabled">Whether the kernel considers handlers at all.</param>
/// <param name="Entries">The handlers, the newest first, which is the order in which the kernel tries them.</param>
/// <param name="Error">What the kernel answered to the look, an errno; 0 when it is mounted.</param>
internal sealed record BinfmtState(bool IsMounted, bool IsEnabled, IReadOnlyList<BinfmtEntry> Entries, int Error = Errno.None)
{
    /// <summary>
    /// Whether these are handlers of podman's namespace's own, which its user may change; the host's are not in force there.
    /// </summary>
    public bool IsOfNamespace { get; init; }

    public static BinfmtState NotMounted(int error) => new(IsMounted: false, IsEnabled: true, [], error);

    /// <summary>The handler that the kernel uses for programs of an architecture; null when none can be seen.</summary>
    public BinfmtEntry? InForce(ElfArchitecture architecture)
    {
        var program = ElfProbe.Write(architecture);
        return IsEnabled ? Entries.FirstOrDefault(entry => entry.IsEnabled && entry.Matches(program)) : null;
    }

    /// <summary>The handler for programs of an architecture that is switched off; null when there is none.</summary>
    public BinfmtEntry? Disabled(ElfArchitecture architecture)
    {
        var program = ElfProbe.Write(architecture);
        return Entries.FirstOrDefault(entry => !entry.IsEnabled && entry.Matches(program));
    }
}
