using System.Text;
using Cake.MultiArch.Problems;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Report;

/// <summary>Writes the report as a whole or not at all.</summary>
internal sealed class ReportWriter(Host host)
{
    /// <summary>Removes the report of an earlier run, so that it is never taken for this one's.</summary>
    /// <exception cref="MultiArchException">It is there and cannot be removed, or a folder stands in its place.</exception>
    public static void Forget(string folder)
    {
        var file = Path.Combine(folder, MultiArchReport.FileName);
        if (Directory.Exists(file))
        {
            throw new MultiArchException(RunProblems.ReportNotReplaced(file, "It is a folder."));
        }

        try
        {
            if (File.Exists(file))
            {
                File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MultiArchException(RunProblems.ReportNotReplaced(file, e.Message), inner: e);
        }
    }

    /// <returns>The path of the report.</returns>
    public string Write(MultiArchReport report, string folder)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, MultiArchReport.FileName);
        var temporary = $"{file}.{Environment.ProcessId}.tmp";
        var document = JToken.FromObject(report);

        // Value by value: a secret may be a word that the document itself is made of.
        foreach (var value in document.SelectTokens("$..*").OfType<JValue>().Where(value => value.Type == JTokenType.String).ToList())
        {
            value.Value = host.Secrets.Redact((string)value.Value!);
        }

        try
        {
            File.WriteAllText(temporary, document.ToString(Formatting.Indented) + "\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, file, overwrite: true);
        }
        finally
        {
            // It is there still when the report could not be written whole, or not be moved.
            File.Delete(temporary);
        }

        return file;
    }
}
