using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Report;

/// <summary>Writes the report file and the summary table at the end of a run.</summary>
internal static class FinalReport
{
    /// <param name="host">For the log.</param>
    /// <param name="facts">What was observed.</param>
    /// <param name="folder">Gives the folder of the report. It can fail like any input.</param>
    public static void Write(Host host, RunFacts facts, Func<string> folder)
    {
        var report = ReportBuilder.Build(facts);
        try
        {
            host.Say($"Report: {new ReportWriter(host).Write(report, folder())}");
        }
        catch (Exception e) when (e is MultiArchException || e.IsFileError)
        {
            host.Warn($"The report was not written: {e.Message}");
        }

        foreach (var line in SummaryTable.Lines(report))
        {
            host.Result(line);
        }
    }
}
