using System.Xml.Linq;
using Cake.MultiArch.Problems;
using Newtonsoft.Json;

namespace Cake.MultiArch.Doctor;

/// <summary>What the checks have found, for people and for programs.</summary>
internal sealed class DoctorReport(IReadOnlyList<Checked> found)
{
    private const int SchemaVersion = 1;

    /// <summary>What would make the run fail.</summary>
    public IReadOnlyList<Problem> Failures { get; } = [.. found.Select(item => item.Finding).Where(finding => finding.Status == FindingStatus.Failure).Select(finding => finding.Problem!)];

    /// <summary>A line a finding, with cause and repair below those that are not well, and the sum at the end.</summary>
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

        yield return string.Join(", ", found.CountBy(item => item.Finding.Status).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {Word(pair.Key)}"));
    }

    public DoctorDocument Document() => new(
        SchemaVersion,
        Failures.Count == 0,
        [.. found.Select(item => new CheckedDocument(item.Name, Word(item.Finding.Status), item.Finding.Message, item.Finding.Problem is { } problem
            ? new ProblemDocument(problem.Id, problem.What, problem.Where, problem.Why, problem.Repair)
            : null))]);

    /// <summary>A test case a finding; a warning passes, and stands in the case's output.</summary>
    /// <remarks>The format as Jenkins reads it: https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd</remarks>
    public XDocument JUnit() => new(
        new XElement("testsuite",
            new XAttribute("name", "DoctorMultiArch"),
            new XAttribute("tests", found.Count),
            new XAttribute("failures", Failures.Count),
            new XAttribute("errors", 0),
            new XAttribute("skipped", found.Count(item => item.Finding.Status == FindingStatus.Skipped)),
            found.Select(item => new XElement("testcase",
                new XAttribute("classname", $"DoctorMultiArch.{item.Name}"),
                new XAttribute("name", item.Finding.Message),
                Outcome(item.Finding)))));

    private static XElement? Outcome(Finding finding) => finding.Status switch
    {
        FindingStatus.Failure => new XElement("failure", new XAttribute("type", finding.Problem!.Id), new XAttribute("message", finding.Message), finding.Problem.ToString()),
        FindingStatus.Warning => new XElement("system-out", finding.Problem!.ToString()),
        FindingStatus.Skipped => new XElement("skipped", new XAttribute("message", finding.Message)),
        _ => null,
    };

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

internal sealed record ProblemDocument(
    [property: JsonProperty("id")] string Id,
    [property: JsonProperty("what")] string What,
    [property: JsonProperty("where")] string Where,
    [property: JsonProperty("why")] string Why,
    [property: JsonProperty("repair")] string Repair);
