using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>How this host runs one platform.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Mode">On the CPU itself, through an interpreter, or not at all.</param>
public sealed record PlatformSupport(Platform Platform, SupportMode Mode)
{
    /// <summary>
    /// The path of the interpreter on the host, as the handler names it. Null for a native platform, and if the handlers cannot be read.
    /// The latter is usual in a container, where the handlers are still in force.
    /// </summary>
    public string? Interpreter { get; init; }

    /// <summary>
    /// The handler's flags in the kernel's letters, for example <c>POF</c>; empty if it has none. Null if there is no handler or it cannot
    /// be read. https://docs.kernel.org/admin-guide/binfmt-misc.html
    /// </summary>
    public string? Flags { get; init; }

    /// <summary>
    /// The version that the running QEMU reports, for example <c>7.2.22</c>. It can differ from the version that is installed now, because
    /// a handler with flag F keeps the file that it opened. Null for a native platform, and for an interpreter that is not QEMU.
    /// </summary>
    public string? QemuVersion { get; init; }

    /// <summary>Whether this call registered the handler.</summary>
    public bool Registered { get; init; }

    /// <summary>Why the platform does not run, and the commands that help; null if it runs.</summary>
    public Problem? Problem { get; init; }
}
