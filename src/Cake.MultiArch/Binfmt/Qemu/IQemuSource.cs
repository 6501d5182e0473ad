using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>A place that QEMU may come from.</summary>
internal interface IQemuSource
{
    /// <summary>Looks for a program that serves, and brings it where it is not on the host yet.</summary>
    /// <param name="architecture">The architecture to emulate.</param>
    /// <param name="token">Stops it.</param>
    /// <returns>What was found. A place that has nothing or cannot be asked says so here, and the next one is asked.</returns>
    /// <exception cref="Problems.MultiArchException">Something that no other place may make up for.</exception>
    Task<QemuFound> FindAsync(ElfArchitecture architecture, CancellationToken token);
}
