using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>How this host runs one platform.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Mode">On the CPU itself, through an interpreter, or not at all.</param>
public sealed record PlatformSupport(Platform Platform, SupportMode Mode)
{
    /// <summary>
    /// The path of the interpreter as the handler names it, on the host. Null when native, and where the handlers cannot be read, which is
    /// usual in a container: they are in force there all the same.
    /// </summary>
    public string? Interpreter { get; init; }

    /// <summary>
    /// The handler's flags in the kernel's letters, for example <c>POF</c>; empty when it has none, null when there is no handler or it
    /// cannot be read. https://docs.kernel.org/admin-guide/binfmt-misc.html
    /// </summary>
    public string? Flags { get; init; }

    /// <summary>
    /// The version of the QEMU that runs the programs, for example <c>7.2.22</c>, as it answers itself: a handler with flag F keeps the
    /// file
    /// that it opened, so it can differ from what is installed now. Null when native, and for an interpreter that is not QEMU.
    /// </summary>
    public string? QemuVersion { get; init; }

    /// <summary>Whether this call registered the handler.</summary>
    public bool Registered { get; init; }

    /// <summary>Why the platform does not run, and the commands that help; null when it does.</summary>
    public Problem? Problem { get; init; }
}
