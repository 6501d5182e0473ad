using System.Globalization;
using Cake.Core;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>The variable with which a build is told a time that stands for its own.</summary>
/// <remarks>https://reproducible-builds.org/specs/source-date-epoch/</remarks>
internal static class SourceDateEpoch
{
    public const string Variable = "SOURCE_DATE_EPOCH";

    /// <summary>The time, whole seconds since 1970; null when it is not set.</summary>
    /// <exception cref="MultiArchException">It is no such number.</exception>
    public static DateTimeOffset? Of(ICakeEnvironment environment)
    {
        var text = environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrEmpty(text) ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new MultiArchException(FormProblems.EpochUnreadable(Variable, text));
    }
}
