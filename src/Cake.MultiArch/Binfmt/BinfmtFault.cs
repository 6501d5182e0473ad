using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>Why a platform does not run.</summary>
/// <param name="Kind">The entry in the list of errors.</param>
/// <param name="Why">The cause, as a sentence.</param>
/// <param name="Repair">What to do; null if a new handler cures it, which root can register.</param>
internal sealed record BinfmtFault(ProblemKind Kind, string Why, string? Repair = null)
{
    public bool IsCuredByRegistration => Repair is null;

    /// <summary>
    /// Whether handlers in podman's own namespace (<see cref="BinfmtMode.Rootless"/>) cure the fault, even if something else could too.
    /// </summary>
    public bool IsCuredByNamespace { get; init; }
}
