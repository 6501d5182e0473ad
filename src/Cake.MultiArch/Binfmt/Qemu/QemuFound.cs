using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>The result of the search for QEMU for one architecture.</summary>
/// <param name="Path">The program to register; null if no usable one was found.</param>
/// <param name="Looked">The places that were searched, for messages.</param>
/// <param name="Rejected">Programs that are not usable, and places that could not be asked, each with the reason.</param>
internal sealed record QemuFound(string? Path, IReadOnlyList<string> Looked, IReadOnlyList<string> Rejected)
{
    /// <summary>The version that QEMU reports, for example <c>7.2.22</c>; null if it was not asked.</summary>
    public string? Version { get; init; }

    /// <summary>What to do about the places that could not be asked.</summary>
    public IReadOnlyList<string> Repairs { get; init; } = [];

    /// <summary>The result of a place that must not be asked.</summary>
    public static QemuFound NotAsked { get; } = new(null, [], []);

    /// <summary>The result of a place that could not be asked.</summary>
    public static QemuFound Failed(string place, Problem problem) =>
        new(null, [place], [$"{problem.Id}: {problem.What} {problem.Why}"]) { Repairs = [problem.Repair] };

    /// <summary>Adds the results of earlier places that had no usable program.</summary>
    public QemuFound After(QemuFound earlier) => this with
    {
        Looked = [.. earlier.Looked, .. Looked],
        Rejected = [.. earlier.Rejected.Union(Rejected)],
        Repairs = [.. earlier.Repairs.Union(Repairs)],
    };
}
