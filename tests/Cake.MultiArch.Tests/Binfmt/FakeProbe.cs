using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Tests.Binfmt;

/// <summary>A probe that runs nothing: the test says what each architecture's program meets.</summary>
internal sealed class FakeProbe : IProgramProbe
{
    public Func<ElfArchitecture, ProbeOutcome> Answer { get; set; } = _ => new ProbeOutcome.Refused(8);

    /// <summary>What was asked for, call by call.</summary>
    public List<IReadOnlyCollection<ElfArchitecture>> Calls { get; } = [];

    public Task<IReadOnlyDictionary<ElfArchitecture, ProbeOutcome>> RunAsync(
        IReadOnlyCollection<ElfArchitecture> architectures,
        CancellationToken token
    )
    {
        Calls.Add(architectures);
        return Task.FromResult<IReadOnlyDictionary<ElfArchitecture, ProbeOutcome>>(
            architectures.ToDictionary(architecture => architecture, Answer)
        );
    }
}
