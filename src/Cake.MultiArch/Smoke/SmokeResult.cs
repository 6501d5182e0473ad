using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Smoke;

/// <summary>How the command ended in the image of a platform.</summary>
/// <param name="Platform">The platform of the image.</param>
/// <param name="ExitCode">The exit code of the command; null when the command did not run to its end.</param>
/// <param name="Duration">From the start of podman to its end.</param>
/// <param name="LastLines">The last lines of output, oldest first, redacted.</param>
internal sealed record SmokeResult(Platform Platform, int? ExitCode, TimeSpan Duration, IReadOnlyList<string> LastLines)
{
    /// <summary>Null when the command succeeded.</summary>
    public Problem? Problem { get; init; }

    /// <summary>One exception for all failed platforms. Null when every platform succeeded.</summary>
    public static MultiArchException? FailureOf(IReadOnlyList<SmokeResult> results)
    {
        var failed = results.Where(result => result.Problem is not null).ToList();
        if (failed.Count == 0)
        {
            return null;
        }

        var problem = failed.Count == 1 ? failed[0].Problem! : SmokeProblems.Several([.. failed.Select(result => result.Problem!)]);
        return new MultiArchException(problem, failed[0].ExitCode is > 0 and { } code ? code : 1)
        {
            Platforms = [.. failed.Select(result => result.Platform.ToString())],
        };
    }
}
