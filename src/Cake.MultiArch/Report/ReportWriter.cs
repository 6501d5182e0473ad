using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Report;

/// <summary>The report as a file.</summary>
internal sealed class ReportWriter(Host host)
{
    /// <summary>Removes the report of an earlier run, so that it is never taken for this one's.</summary>
    /// <exception cref="MultiArchException">It is there and cannot be removed, or a folder stands in its place.</exception>
    public static void Forget(string folder)
    {
        var file = Path.Combine(folder, MultiArchReport.FileName);
        if (Directory.Exists(file))
        {
            throw new MultiArchException(ReportProblems.ReportNotReplaced(file, "It is a folder."));
        }

        try
        {
            if (File.Exists(file))
            {
                File.Delete(file);
            }
        }
        catch (Exception e) when (e.IsFileError)
        {
            throw new MultiArchException(ReportProblems.ReportNotReplaced(file, e.Message), inner: e);
        }
    }

    /// <returns>The path of the report.</returns>
    public string Write(MultiArchReport report, string folder)
    {
        var file = Path.Combine(folder, MultiArchReport.FileName);
        WholeFile.Write(file, new RedactedJson(host.Secrets).Of(report));
        return file;
    }
}
