using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Report;
using Cake.MultiArch.Testing;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Tests.Report;

public sealed class ReportWriterTests : IDisposable
{
    private static readonly MultiArchReport Report = new(
        MultiArchReport.CurrentSchemaVersion,
        Succeeded: false,
        new ProblemDocument
        {
            Id = "MA1103",
            Message = "The login with s3cret/\"word\" failed.",
            Where = "name 1",
            Why = "It says: s3cret%2F%22word%22",
            Repair = "next",
        },
        new ReportedEngine("podman", "4.3.1"),
        [new ReportedStage("Check", ReportedStatus.Failed, 1.25)],
        Binfmt: null,
        Images: []);

    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("multiarch-writer-").FullName, "artifacts");

    private string ReportFile => Path.Combine(_folder, MultiArchReport.FileName);

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public void A_secret_is_masked_in_every_form_and_the_document_stays_what_it_is()
    {
        var report = Write("s3cret/\"word\"");

        report["error"]!["message"]!.Value<string>().ShouldBe("The login with [REDACTED] failed.");
        report["error"]!["why"]!.Value<string>().ShouldBe("It says: [REDACTED]");
        File.ReadAllText(ReportFile).ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("name")]
    [InlineData("\"")]
    [InlineData("error")]
    public void A_secret_that_is_a_part_of_the_document_does_not_break_it(string secret)
    {
        var report = Write(secret);

        report
            .Properties()
            .Select(property => property.Name)
            .ShouldBe(["schemaVersion", "succeeded", "error", "engine", "stages", "binfmt", "images"]);
        report["schemaVersion"]!.Value<int>().ShouldBe(1);
        report["stages"]![0]!["durationSeconds"]!.Value<double>().ShouldBe(1.25);
        report["engine"]!["name"]!.Value<string>().ShouldBe("podman");
        report.SelectTokens("$..*").OfType<JValue>().Where(value => value.Type == JTokenType.String)
            .ShouldAllBe(value => !value.Value<string>()!.Contains(secret));
    }

    [Fact]
    public void The_report_replaces_an_earlier_one_and_nothing_else_stays()
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(ReportFile, "of an earlier run");

        Write("nothing")["succeeded"]!.Value<bool>().ShouldBeFalse();

        Directory.GetFileSystemEntries(_folder).ShouldBe([ReportFile]);
    }

    [Fact]
    public void A_report_that_cannot_take_its_place_leaves_nothing_half_written()
    {
        Directory.CreateDirectory(ReportFile);

        Should.Throw<Exception>(() => Write("nothing"));

        Directory.GetFileSystemEntries(_folder).ShouldBe([ReportFile]);
    }

    [Fact]
    public void An_earlier_report_is_forgotten()
    {
        Write("nothing");

        ReportWriter.Forget(_folder);

        File.Exists(ReportFile).ShouldBeFalse();
        Should.NotThrow(() => ReportWriter.Forget(_folder));
    }

    [Fact]
    public void What_stands_in_the_reports_place_and_cannot_be_removed_is_told()
    {
        Directory.CreateDirectory(ReportFile);

        var problem = Should.Throw<MultiArchException>(() => ReportWriter.Forget(_folder)).Problem;

        problem.Id.ShouldBe("MA1803");
        problem.Where.ShouldBe(ReportFile);
    }

    private JObject Write(string secret)
    {
        var host = Host.From(new TestCake("/").Context);
        host.Secrets.Add(secret);
        return JObject.Parse(File.ReadAllText(new ReportWriter(host).Write(Report, _folder)));
    }
}
