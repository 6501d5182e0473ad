using System.Xml.Linq;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Report;

/// <summary>Writes a result: text into the log, a document to standard output, or either into a file.</summary>
internal sealed class ResultOutput(Host host, OutputFormat format, string? output, TextWriter standardOutput)
{
    /// <param name="text">The lines for people.</param>
    /// <param name="json">Makes the document.</param>
    /// <param name="junit">Makes the test results; null if the target has none.</param>
    /// <exception cref="MultiArchException">The file cannot be written, or the target does not have the format.</exception>
    public void Write(IEnumerable<string> text, Func<object> json, Func<XDocument>? junit = null)
    {
        var document = format switch
        {
            OutputFormat.Text => null,
            OutputFormat.Json => new RedactedJson(host.Secrets).Of(json()),
            _ when junit is null => throw new MultiArchException(
                InputProblems.NotOneOf($"--{InputTable.Format.Argument}", "junit", ["text", "json"])
            ),
            _ => new RedactedXml(host.Secrets).Of(junit()),
        };
        if (output is { } file)
        {
            WriteFile(file, document ?? string.Concat(text.Select(line => host.Secrets.Redact(line) + "\n")));
        }
        else if (document is not null)
        {
            standardOutput.Write(document);
            standardOutput.Flush();
        }
        else
        {
            foreach (var line in text)
            {
                host.Result(host.Secrets.Redact(line));
            }
        }
    }

    private void WriteFile(string file, string text)
    {
        try
        {
            WholeFile.Write(file, text);
        }
        catch (Exception e) when (e.IsFileError)
        {
            throw new MultiArchException(ReportProblems.OutputNotWritten(file, e.Message), inner: e);
        }

        host.Say($"Written to {file}");
    }
}
