using System.Globalization;
using System.Text.RegularExpressions;

namespace Cake.MultiArch.Podman.Build;

/// <summary>A line that podman prints at the start of a step: <c>[linux/arm64] [1/2] STEP 2/4: RUN make</c>.</summary>
/// <param name="Platform">The platform in podman's spelling; null in a build for one platform.</param>
/// <param name="Stage">The stage, counted from 1; null with only one stage.</param>
/// <param name="Number">The step in its stage, counted from 1. FROM is step 1.</param>
/// <param name="Count">The number of steps in the stage.</param>
/// <param name="Instruction">The instruction, with its variables replaced.</param>
internal sealed partial record StepLine(string? Platform, int? Stage, int Number, int Count, string Instruction)
{
    /// <summary>Null when the line does not start a step.</summary>
    public static StepLine? Parse(string line)
    {
        if (!line.Contains("STEP ", StringComparison.Ordinal) || Pattern().Match(line) is not { Success: true } match)
        {
            return null;
        }

        return new StepLine(
            match.Groups["platform"] is { Success: true, Value: var platform } ? platform : null,
            match.Groups["stage"] is { Success: true, Value: var stage } ? int.Parse(stage, CultureInfo.InvariantCulture) : null,
            int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture),
            int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture),
            match.Groups["instruction"].Value);
    }

    [GeneratedRegex(
        @"^(?:\[(?<platform>[a-z][a-z0-9]*/[^\]]+)\] )?(?:\[(?<stage>\d+)/\d+\] )?"
        + @"STEP (?<number>\d+)/(?<count>\d+): (?<instruction>.*)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
