using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Report;

/// <summary>MA18xx: the run itself.</summary>
internal static class ReportProblems
{
    private static readonly ProblemKind Report = new(
        "MA1803",
        "The report of an earlier run cannot be removed",
        "The report of this run would take its place. As it cannot, a reader could take the old one for this run's, so the run does not begin."
    );

    private static readonly ProblemKind Output = new("MA1804", "The result cannot be written",
        "--output names a file that cannot be made or replaced.");

    internal static Problem OutputNotWritten(string file, string why) => Output.Occur(
        "The result cannot be written.", file, why, "Name a file in a folder that can be written to: --output=FILE.");

    internal static Problem ReportNotReplaced(string file, string why) => Report.Occur(
        "The report of an earlier run cannot be removed.", file, why, "Remove it by hand, or name another folder: --report=DIR.");
}
