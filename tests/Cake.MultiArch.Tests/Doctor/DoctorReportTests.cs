using System.Xml.Linq;
using Cake.MultiArch.Doctor;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Report;
using Cake.MultiArch.Testing;
using Cake.MultiArch.Tests.Fakes;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Tests.Doctor;

/// <summary>What <c>DoctorMultiArch</c> writes of findings of all kinds, as text, JSON and JUnit.</summary>
public sealed class DoctorReportTests : IDisposable
{
    private const string Password = "s3cret<&\"1";

    private static readonly IReadOnlyList<Checked> Found =
    [
        new("podman", Finding.Ok("podman 5.4.2 for linux/amd64")),
        new(
            "storage",
            Finding.Warning(HostCheckProblems.StorageIsVfs("/srv/ann/storage", "/srv/ann/.config/containers/storage.conf", hasFuse: true))
        ),
        new("isolation", Finding.Failure(HostCheckProblems.IsolationFails(PodmanIsolation.Oci, "cgroups of both versions are mounted"))),
        new(
            "leftovers",
            Finding.Warning(
                LeftoverProblems.FoldersLeft(
                    "/var/tmp",
                    ["/var/tmp/cake-multiarch-20250102030405-0a1b2c3d", "/var/tmp/cake-multiarch-of ann"]
                )
            )
        ),
        new("leftovers", Finding.Warning(LeftoverProblems.ContainersLeft("/srv/ann/storage", ["0f1e2d3c"]))),
        new("docker", Finding.Warning(HostCheckProblems.DockerIsAnother("/usr/bin/docker", "Docker version 27.0.3"))),
        new("clock", Finding.Warning(HostCheckProblems.ClockDiffers("registry.example.com", TimeSpan.FromMinutes(7)))),
        new("registry", Finding.Failure(DoctorProblems.NotLookedAt("registry", $"The server said {Password} <b>&amp;</b> "))),
        new("base-image", Finding.Skipped("The Containerfile was not read.")),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("multiarch-doctor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("junit")]
    public void All_kinds_of_findings_are_written_without_secrets(string format)
    {
        var text = Write(format, Found);

        text.ShouldNotContain(Password);
        text.ShouldNotContain("s3cret");
        Approved.Matches(text, $"tests/Cake.MultiArch.Tests/Doctor/Approved/{format}.txt");
    }

    [Fact]
    public void Nothing_found_is_a_success_in_every_format()
    {
        IReadOnlyList<Checked> well = [new("podman", Finding.Ok("podman 5.4.2"))];

        Write("text", well).ShouldBe("ok       podman  podman 5.4.2\n1 ok\n");
        JObject.Parse(Write("json", well))["succeeded"]!.Value<bool>().ShouldBeTrue();
        XDocument.Parse(Write("junit", well)).Root!.Attribute("failures")!.Value.ShouldBe("0");
    }

    [Fact]
    public void The_colours_of_a_program_do_not_break_the_test_results()
    {
        IReadOnlyList<Checked> red = [new("git", Finding.Failure(DoctorProblems.NotLookedAt("git", "It is \e[31mred\e[0m \U0001F4A5.")))];

        XDocument
            .Parse(Write("junit", red))
            .Descendants("failure")
            .Single()
            .Value.ShouldContain("It is \uFFFD[31mred\uFFFD[0m \U0001F4A5.");
    }

    /// <summary>
    /// https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd:
    /// elements and attributes that it knows, those that it needs, and sums that agree.
    /// </summary>
    [Fact]
    public void The_test_results_have_the_shape_that_Jenkins_reads()
    {
        var suite = XDocument.Parse(Write("junit", Found)).Root!;
        var cases = suite.Elements().ToList();

        suite.Name.ShouldBe("testsuite");
        suite.Attributes().Select(attribute => attribute.Name.LocalName).ShouldBe(["name", "tests", "failures", "errors", "skipped"]);
        cases.ShouldAllBe(test =>
            test.Name == "testcase" && test.Attribute("name")!.Value.Length > 0 && test.Attribute("classname")!.Value.Length > 0
        );
        cases
            .SelectMany(test => test.Attributes())
            .Select(attribute => attribute.Name.LocalName)
            .Distinct()
            .Order()
            .ShouldBe(["classname", "name"]);
        cases.ShouldAllBe(test => test.Elements().Count() <= 1);
        cases
            .SelectMany(test => test.Elements())
            .Select(element => element.Name.LocalName)
            .Distinct()
            .Order()
            .ShouldBe(["failure", "skipped", "system-out"]);
        suite
            .Descendants("failure")
            .ShouldAllBe(failure =>
                failure.Attribute("type")!.Value.StartsWith("MA") && failure.Attribute("message") != null && failure.Value.Contains("next:")
            );
        Number("tests").ShouldBe(cases.Count);
        Number("failures").ShouldBe(suite.Descendants("failure").Count());
        Number("skipped").ShouldBe(suite.Descendants("skipped").Count());
        Number("errors").ShouldBe(0);

        int Number(string name) => int.Parse(suite.Attribute(name)!.Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    private string Write(string format, IReadOnlyList<Checked> found)
    {
        var file = Path.Combine(_folder, "out");
        var host = TestHost.Create(workingDirectory: _folder);
        host.Secrets.Add(Password);
        var arguments = new TestCake(_folder, ["--context=.", $"--format={format}", $"--output={file}"]);
        var settings = new SettingsReader(host, arguments.Context.Arguments, new MultiArchDefinition()).Read();
        var report = new DoctorReport(found);

        new ResultOutput(host, settings.Format, settings.Output, TextWriter.Null).Write(report.Lines(), report.Document, report.JUnit);

        return File.ReadAllText(file);
    }
}
