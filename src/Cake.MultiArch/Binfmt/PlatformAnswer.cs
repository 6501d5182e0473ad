using Cake.MultiArch.Elf;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Binfmt;

/// <summary>What is known about one platform: it runs, or the reason why not.</summary>
internal abstract record PlatformAnswer(Platform Platform)
{
    /// <summary>The platform runs.</summary>
    public sealed record Supported(PlatformSupport Support) : PlatformAnswer(Support.Platform);

    /// <summary>The platform does not run. Architecture is null if it has no emulator; Handler is null if none is visible.</summary>
    public sealed record Unsupported(Platform Platform, ElfArchitecture? Architecture, BinfmtFault Fault, BinfmtEntry? Handler = null)
        : PlatformAnswer(Platform);
}
