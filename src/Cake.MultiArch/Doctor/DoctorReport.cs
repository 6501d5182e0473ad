using System.Xml.Linq;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;
using Newtonsoft.Json;

namespace Cake.MultiArch.Doctor;

/// <summary>The findings of the checks, for people and for programs.</summary>
internal sealed class DoctorReport(IReadOnlyList<Checked> found)
{
    private const int SchemaVersion = 1;

    private const string Suite = "DoctorMultiArch";

    /// <summary>The problems that would make the run fail.</summary>
    public IReadOnlyList<Problem> Failures { get; } =
    [
        .. found.Select(item => item.Finding).Where(finding => finding.Status == FindingStatus.Failure).Select(finding => finding.Problem!),
    ];

    /// <summary>One line per finding, with cause and repair below it if something is wrong, then the totals.</summary>
    public IEnumerable<string> Lines()
    {
        var name = found.Select(item => item.Name.Length).DefaultIfEmpty().Max();
        foreach (var (check, finding) in found)
        {
            var text = (finding.Problem?.ToString() ?? finding.Message).Split('\n');
            yield return $"{Word(finding.Status),-7}  {check.PadRight(name)}  {text[0]}";
            foreach (var line in text.Skip(1))
            {
                yield return line;
            }
        }

        var totals = found.CountBy(item => item.Finding.Status).OrderBy(pair => pair.Key);
        yield return string.Join(", ", totals.Select(pair => $"{pair.Value} {Word(pair.Key)}"));
    }

    public DoctorDocument Document() => new(
        SchemaVersion,
        Failures.Count == 0,
        [
            .. found.Select(item => new CheckedDocument(
                item.Name,
                Word(item.Finding.Status),
                item.Finding.Message,
                item.Finding.Problem is { } problem ? ProblemDocument.OfFinding(problem) : null)),
        ]);

    /// <summary>One test case per finding. A warning passes, and its text is the output of the case.</summary>
    public XDocument JUnit() => Hosting.JUnit.Write(Suite, [.. found.Select(item => Case(item.Name, item.Finding))]);

    private static JUnitCase Case(string name, Finding finding)
    {
        var item = new JUnitCase($"{Suite}.{name}", finding.Message);
        return finding.Status switch
        {
            FindingStatus.Failure => item with
            {
                Failure = new JUnitFailure(finding.Problem!.Id, finding.Message, finding.Problem.ToString()),
            },
            FindingStatus.Warning => item with { Output = finding.Problem!.ToString() },
            FindingStatus.Skipped => item with { Skipped = finding.Message },
            _ => item,
        };
    }

    private static string Word(FindingStatus status) => status.ToString().ToLowerInvariant();
}

/// <summary>The document of <c>DoctorMultiArch --format=json</c>.</summary>
internal sealed record DoctorDocument(
    [property: JsonProperty("schemaVersion")] int SchemaVersion,
    [property: JsonProperty("succeeded")] bool Succeeded,
    [property: JsonProperty("checks")] IReadOnlyList<CheckedDocument> Checks);

internal sealed record CheckedDocument(
    [property: JsonProperty("name")] string Name,
    [property: JsonProperty("status")] string Status,
    [property: JsonProperty("message")] string Message,
    [property: JsonProperty("problem")] ProblemDocument? Problem);
