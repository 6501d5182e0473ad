using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Binfmt;

/// <summary>How this host runs one platform.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Mode">On the CPU itself, or through an interpreter.</param>
/// <param name="Interpreter">
/// The path of the interpreter as the handler names it, on the host. Null when native, and where the handlers cannot be read, which is usual
/// in a container: they are in force there all the same.
/// </param>
/// <param name="Registered">Whether this call registered the handler.</param>
public sealed record PlatformSupport(Platform Platform, SupportMode Mode, string? Interpreter, bool Registered);
