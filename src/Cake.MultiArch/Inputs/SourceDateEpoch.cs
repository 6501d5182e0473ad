using System.Globalization;
using Cake.Core;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>The variable that tells a build which time to use in place of the current one.</summary>
/// <remarks>https://reproducible-builds.org/specs/source-date-epoch/</remarks>
internal static class SourceDateEpoch
{
    public const string Variable = "SOURCE_DATE_EPOCH";

    /// <summary>The time, whole seconds since 1970; null when it is not set.</summary>
    /// <exception cref="MultiArchException">It is not such a number.</exception>
    public static DateTimeOffset? Of(ICakeEnvironment environment)
    {
        var text = environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
        return isNumber && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new MultiArchException(FormProblems.EpochUnreadable(Variable, text));
    }
}
