using Cake.Core;
using Cake.MultiArch.Testing;
using Cake.MultiArch.Tests.Fakes;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Tests.Run;

/// <summary>A run in Cake's own engine, of a program that has no Teardown to end it in.</summary>
public sealed class EndByCakeTests : IDisposable
{
    private readonly FakePodmanFolder _fake = new();
    private readonly string _temporary;
    private readonly TestCake _cake;
    private readonly MultiArchRun _run;

    public EndByCakeTests()
    {
        _fake.Version("4.3.1");
        var work = Directory.CreateDirectory(_fake.Combine("work")).FullName;
        _temporary = Directory.CreateDirectory(_fake.Combine("tmp")).FullName;
        ReportFile = Path.Combine(work, "artifacts", "multiarch-report.json");
        _cake = new TestCake(work, [], new Dictionary<string, string> { ["TMPDIR"] = _temporary });
        _cake.Context.Tools.RegisterFile(_fake.Program);
        _run = MultiArchRun.From(_cake.Context);
        _cake.Engine.RegisterTask("Check").Does(_run.CheckAsync);
        _cake.Engine.RegisterTask("Fail").IsDependentOn("Check").Does(() => throw new InvalidOperationException("The tests failed."));
        _cake.Engine.RegisterTask("Other");
    }

    private string ReportFile { get; }

    public void Dispose() => _fake.Dispose();

    [Fact]
    public async Task It_is_reported_and_leaves_nothing()
    {
        await RunAsync("Check");

        Report()["succeeded"]!.Value<bool>().ShouldBeTrue();
        Directory.GetFileSystemEntries(_temporary).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_failure_of_a_task_that_is_none_of_its_stages_is_reported()
    {
        await Should.ThrowAsync<Exception>(() => RunAsync("Fail"));

        Report()["succeeded"]!.Value<bool>().ShouldBeFalse();
        Report()["error"]!["message"]!.Value<string>().ShouldBe("The tests failed.");
    }

    [Fact]
    public async Task Where_nothing_was_asked_of_it_there_is_no_report()
    {
        await RunAsync("Other");

        File.Exists(ReportFile).ShouldBeFalse();
        _fake.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_Teardown_that_ends_it_has_the_report_already()
    {
        var hasReport = false;
        _cake.Engine.RegisterTeardownAction(teardown =>
        {
            File.Exists(ReportFile).ShouldBeFalse();
            _run.End(teardown.ThrownException);
            hasReport = File.Exists(ReportFile);
        });

        await RunAsync("Check");

        hasReport.ShouldBeTrue();
        _cake.Log.Lines.Count(line => line.StartsWith("Report: ", StringComparison.Ordinal)).ShouldBe(1);
    }

    private JObject Report() => JObject.Parse(File.ReadAllText(ReportFile));

    private Task<CakeReport> RunAsync(string target) => _cake.Engine.RunTargetAsync(
        _cake.Context, new DefaultExecutionStrategy(_cake.Log, new SilentReport()), new ExecutionSettings().SetTarget(target));
}
