using System.Globalization;
using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Report;

/// <summary>The result of a run for people: one line per platform and one line per destination.</summary>
internal static class SummaryTable
{
    private static readonly string[] Heading = ["Platform", "Mode", "Status", "Seconds", "Digest"];

    public static IEnumerable<string> Lines(MultiArchReport report)
    {
        foreach (var image in report.Images)
        {
            foreach (var line in TextTable.Lines(Heading, image.Platforms.Select(Row)))
            {
                yield return line;
            }

            foreach (var destination in image.Destinations)
            {
                var digest = destination.Digest is null ? string.Empty : $"  {destination.Digest}";
                yield return $"{destination.Reference}  {State(destination)}{digest}";
            }
        }
    }

    private static string[] Row(ReportedPlatform platform) =>
    [
        platform.Platform,
        platform.Mode ?? "-",
        platform.Status,
        platform.DurationSeconds?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-",
        platform.Digest ?? "-",
    ];

    private static string State(ReportedDestination destination) => destination switch
    {
        { Verified: true } => "pushed, verified",
        { KeptRevision: { } kept } => $"left alone, names the newer commit {kept}",
        { Pushed: true } => "pushed, NOT verified",
        _ => "not pushed",
    };
}
