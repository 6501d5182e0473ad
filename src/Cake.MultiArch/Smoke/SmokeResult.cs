using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Smoke;

/// <summary>How the command ended in the image of a platform.</summary>
/// <param name="Platform">What the image is for.</param>
/// <param name="ExitCode">Of the command; null when it was not run to its end.</param>
/// <param name="Duration">From the start of podman to its end.</param>
/// <param name="LastLines">The last lines that it wrote, oldest first, redacted.</param>
internal sealed record SmokeResult(Platform Platform, int? ExitCode, TimeSpan Duration, IReadOnlyList<string> LastLines)
{
    /// <summary>Why it has failed; null when it has not.</summary>
    public Problem? Problem { get; init; }

    /// <summary>One failure for all of them; null when none has failed.</summary>
    public static MultiArchException? FailureOf(IReadOnlyList<SmokeResult> results)
    {
        var failed = results.Where(result => result.Problem is not null).ToList();
        return failed.Count == 0 ? null : new MultiArchException(
            failed.Count == 1 ? failed[0].Problem! : SmokeProblems.Several([.. failed.Select(result => result.Problem!)]),
            failed[0].ExitCode is > 0 and { } code ? code : 1)
        {
            Platforms = [.. failed.Select(result => result.Platform.ToString())],
        };
    }
}
