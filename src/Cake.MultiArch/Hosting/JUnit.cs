using System.Xml.Linq;

namespace Cake.MultiArch.Hosting;

/// <summary>Writes results as JUnit, in the form that Jenkins reads.</summary>
/// <remarks>
/// https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
/// </remarks>
internal static class JUnit
{
    public static XDocument Write(string suite, IReadOnlyList<JUnitCase> cases) => new(
        new XElement("testsuite",
            new XAttribute("name", suite),
            new XAttribute("tests", cases.Count),
            new XAttribute("failures", cases.Count(item => item.Failure is not null)),
            new XAttribute("errors", 0),
            new XAttribute("skipped", cases.Count(item => item.Skipped is not null)),
            cases.Select(Write)));

    private static XElement Write(JUnitCase item) => new("testcase",
        new XAttribute("classname", item.ClassName),
        new XAttribute("name", item.Name),
        item.Skipped is null ? null : new XElement("skipped", new XAttribute("message", item.Skipped)),
        item.Failure is not { } failure
            ? null
            : new XElement("failure", new XAttribute("type", failure.Type), new XAttribute("message", failure.Message), failure.Text),
        item.Output is null ? null : new XElement("system-out", item.Output));
}

/// <summary>A test case. One without a failure passes, unless it was skipped.</summary>
internal sealed record JUnitCase(string ClassName, string Name)
{
    public JUnitFailure? Failure { get; init; }

    /// <summary>Why it was skipped; null when it was not.</summary>
    public string? Skipped { get; init; }

    /// <summary>What is shown with the case, for example its warnings; null for nothing.</summary>
    public string? Output { get; init; }
}

/// <param name="Type">The identifier of the kind of problem.</param>
/// <param name="Message">One line.</param>
/// <param name="Text">Everything.</param>
internal sealed record JUnitFailure(string Type, string Message, string Text);
