using Cake.MultiArch.Elf;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Binfmt;

/// <summary>What is known about one platform: that it runs, or why not.</summary>
internal abstract record PlatformAnswer(Platform Platform)
{
    /// <summary>It runs.</summary>
    public sealed record Supported(PlatformSupport Support) : PlatformAnswer(Support.Platform);

    /// <summary>It does not run. The architecture is null when there is no emulator for it, the handler when none can be seen.</summary>
    public sealed record Unsupported(Platform Platform, ElfArchitecture? Architecture, BinfmtFault Fault, BinfmtEntry? Handler = null)
        : PlatformAnswer(Platform);
}
