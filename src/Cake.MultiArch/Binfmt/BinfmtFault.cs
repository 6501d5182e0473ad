using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>Why a platform does not run.</summary>
/// <param name="Kind">The row of the catalogue.</param>
/// <param name="Why">The cause, as a sentence.</param>
/// <param name="Repair">What to do; null when a new handler cures it, which root can register.</param>
internal sealed record BinfmtFault(ProblemKind Kind, string Why, string? Repair = null)
{
    public bool IsCuredByRegistration => Repair is null;

    /// <summary>
    /// Whether it goes away with handlers of podman's namespace's own (<see cref="BinfmtMode.Rootless"/>), whoever else could cure it.
    /// </summary>
    public bool IsCuredByNamespace { get; init; }
}
