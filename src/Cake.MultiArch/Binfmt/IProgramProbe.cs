using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Binfmt;

/// <summary>Finds out which architectures run, by running a program of each.</summary>
internal interface IProgramProbe
{
    /// <summary>Runs the test program of each architecture. Returns one outcome per architecture.</summary>
    Task<IReadOnlyDictionary<ElfArchitecture, ProbeOutcome>> RunAsync(
        IReadOnlyCollection<ElfArchitecture> architectures,
        CancellationToken token
    );
}
