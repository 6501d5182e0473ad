using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Smoke;

/// <summary>What the command failed with on a platform.</summary>
internal sealed record SmokeFailure(SmokeResult Result, Problem Problem)
{
    /// <summary>One failure for all of them.</summary>
    public static MultiArchException Of(IReadOnlyList<SmokeFailure> failures) => new(
        failures.Count == 1 ? failures[0].Problem : SmokeProblems.Several([.. failures.Select(failure => failure.Problem)]),
        failures[0].Result.ExitCode is > 0 and { } code ? code : 1)
    {
        Platforms = [.. failures.Select(failure => failure.Result.Platform)],
    };
}
