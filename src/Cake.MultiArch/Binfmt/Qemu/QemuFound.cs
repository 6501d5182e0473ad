using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>What was found of QEMU for one architecture.</summary>
/// <param name="Path">The program to register; null when there is none that serves.</param>
/// <param name="Looked">The places that were looked in, as a person reads them.</param>
/// <param name="Rejected">Programs that were found and do not serve, and places that could not be asked, each with the reason.</param>
internal sealed record QemuFound(string? Path, IReadOnlyList<string> Looked, IReadOnlyList<string> Rejected)
{
    /// <summary>QEMU's version as it says it, for example <c>7.2.22</c>; null where it was not asked.</summary>
    public string? Version { get; init; }

    /// <summary>What to do about the places that could not be asked.</summary>
    public IReadOnlyList<string> Repairs { get; init; } = [];

    /// <summary>Nothing, because this place was not to be asked.</summary>
    public static QemuFound NotAsked { get; } = new(null, [], []);

    /// <summary>Nothing, because the place could not be asked.</summary>
    public static QemuFound Failed(string place, Problem problem) =>
        new(null, [place], [$"{problem.Id}: {problem.What} {problem.Why}"]) { Repairs = [problem.Repair] };

    /// <summary>The same after other places were asked in vain.</summary>
    public QemuFound After(QemuFound earlier) => this with
    {
        Looked = [.. earlier.Looked, .. Looked],
        Rejected = [.. earlier.Rejected.Union(Rejected)],
        Repairs = [.. earlier.Repairs.Union(Repairs)],
    };
}
