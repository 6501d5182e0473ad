using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Report;

/// <summary>Writes the report file.</summary>
internal sealed class ReportWriter(Host host)
{
    /// <summary>Removes the report of an earlier run, so that nobody mistakes it for the report of this run.</summary>
    /// <exception cref="MultiArchException">It exists and cannot be removed, or a folder is in its place.</exception>
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
