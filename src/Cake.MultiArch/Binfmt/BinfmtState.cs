using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Binfmt;

/// <summary>What the folder of binfmt_misc shows at one moment.</summary>
/// <param name="IsMounted">
/// Whether binfmt_misc is mounted there. If not (usual in a container), nothing is known: the host's handlers may still be in force.
/// </param>
/// <param name="IsEnabled">Whether the kernel uses handlers at all.</param>
/// <param name="Entries">The handlers, newest first. The kernel tries them in this order.</param>
/// <param name="Error">The errno of reading the folder; 0 if it is mounted.</param>
internal sealed record BinfmtState(bool IsMounted, bool IsEnabled, IReadOnlyList<BinfmtEntry> Entries, int Error = Errno.None)
{
    /// <summary>
    /// Whether the handlers belong to podman's own namespace. Its user may change them, and the host's handlers are not in force there.
    /// </summary>
    public bool IsOfNamespace { get; init; }

    public static BinfmtState NotMounted(int error) => new(IsMounted: false, IsEnabled: true, [], error);

    /// <summary>The handler that the kernel uses for programs of an architecture; null if none is visible.</summary>
    public BinfmtEntry? InForce(ElfArchitecture architecture)
    {
        var program = ElfProbe.Write(architecture);
        return IsEnabled ? Entries.FirstOrDefault(entry => entry.IsEnabled && entry.Matches(program)) : null;
    }

    /// <summary>The disabled handler for programs of an architecture; null if there is none.</summary>
    public BinfmtEntry? Disabled(ElfArchitecture architecture)
    {
        var program = ElfProbe.Write(architecture);
        return Entries.FirstOrDefault(entry => !entry.IsEnabled && entry.Matches(program));
    }
}
