using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>A place where QEMU may come from.</summary>
internal interface IQemuSource
{
    /// <summary>Looks for a usable program, and brings it to the host if it is not there yet.</summary>
    /// <param name="architecture">The architecture to emulate.</param>
    /// <param name="token">Cancels the search.</param>
    /// <returns>What was found, or why the place has nothing or cannot be asked. Then the next place is asked.</returns>
    /// <exception cref="Problems.MultiArchException">A failure that must stop the search.</exception>
    Task<QemuFound> FindAsync(ElfArchitecture architecture, CancellationToken token);
}
