using System.Globalization;
using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Report;

/// <summary>The result of a run as a person reads it: a line a platform, a line a destination.</summary>
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
                yield return $"{destination.Reference}  {State(destination)}{(destination.Digest is null ? string.Empty : $"  {destination.Digest}")}";
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
