using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Report;

/// <summary>MA18xx: the run itself.</summary>
internal static class ReportProblems
{
    private static readonly ProblemKind Report = new(
        "MA1803",
        "The report of an earlier run cannot be removed",
        "The report of this run would replace it. If the old report stays, a reader could mistake it for the report of this run. So the "
            + "run does not start."
    );

    private static readonly ProblemKind Output = new("MA1804", "The result cannot be written",
        "--output names a file that cannot be created or replaced.");

    internal static Problem OutputNotWritten(string file, string why) => Output.Occur(
        "The result cannot be written.", file, why, "Name a file in a folder that can be written to: --output=FILE.");

    internal static Problem ReportNotReplaced(string file, string why) => Report.Occur(
        "The report of an earlier run cannot be removed.", file, why, "Remove it by hand, or name another folder: --report=DIR.");
}
