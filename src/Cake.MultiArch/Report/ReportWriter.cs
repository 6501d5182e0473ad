using System.Text;
using Newtonsoft.Json;

namespace Cake.MultiArch.Report;

/// <summary>Writes the report as a whole or not at all.</summary>
internal sealed class ReportWriter(Host host)
{
    /// <summary>Removes the report of an earlier run, so that it is never taken for this one's.</summary>
    public static void Forget(string folder)
    {
        if (Directory.Exists(folder))
        {
            File.Delete(Path.Combine(folder, MultiArchReport.FileName));
        }
    }

    /// <returns>The path of the report.</returns>
    public string Write(MultiArchReport report, string folder)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, MultiArchReport.FileName);
        var temporary = $"{file}.{Environment.ProcessId}.tmp";
        var json = JsonConvert.SerializeObject(report, Formatting.Indented);
        File.WriteAllText(temporary, host.Secrets.Redact(json) + "\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(temporary, file, overwrite: true);
        return file;
    }
}
