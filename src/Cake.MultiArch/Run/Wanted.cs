using Cake.MultiArch.Git;
using Cake.MultiArch.Inputs;

namespace Cake.MultiArch.Run;

/// <summary>What the run was asked for.</summary>
/// <param name="Images">One entry per image, in the order in which the script defines them.</param>
/// <param name="Ci">What the CI system says of the commit; null outside of one.</param>
internal sealed record Wanted(IReadOnlyList<MultiArchSettings> Images, CiSource? Ci)
{
    /// <summary>Source, credentials, emulation and report are the run's own: they are equal in the settings of all its images.</summary>
    public MultiArchSettings Common => Images[0];
}
