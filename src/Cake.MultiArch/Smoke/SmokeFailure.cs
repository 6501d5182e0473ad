using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Smoke;

/// <summary>What the command failed with on a platform.</summary>
internal sealed record SmokeFailure(Platform Platform, MultiArchException Cause)
{
    /// <summary>One failure for all of them.</summary>
    public static MultiArchException Of(IReadOnlyList<SmokeFailure> failures) =>
        new(failures.Count == 1 ? failures[0].Cause.Problem : SmokeProblems.Several([.. failures.Select(failure => failure.Cause.Problem)]), failures[0].Cause.ExitCode, failures[0].Cause)
        {
            Platforms = [.. failures.Select(failure => failure.Platform)],
        };
}
