using Cake.Core;
using Cake.MultiArch.Testing;
using Cake.MultiArch.Tests.Fakes;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Tests.Run;

/// <summary>A script: the run is made in Setup, which is told the tasks that will run.</summary>
public sealed class ScriptTargetTests : IDisposable
{
    private readonly FakePodmanFolder _fake = new();
    private readonly TestCake _cake;
    private MultiArchRun? _run;

    public ScriptTargetTests()
    {
        _fake.Version("4.3.1");
        var work = Directory.CreateDirectory(_fake.Combine("work")).FullName;
        var temporary = Directory.CreateDirectory(_fake.Combine("tmp")).FullName;
        ReportFile = Path.Combine(work, "artifacts", "multiarch-report.json");

        // A script chooses its target itself: no argument names it.
        _cake = new TestCake(
            work,
            ["--image=127.0.0.1:1/demo/web:1", "--tls-verify=false"],
            new Dictionary<string, string> { ["TMPDIR"] = temporary }
        );
        _cake.Context.Tools.RegisterFile(_fake.Program);
        _cake.Engine.RegisterSetupAction(context => _run = MultiArchRun.From(context));
        _cake.Engine.RegisterTask("CheckMultiArch").Does(() => _run!.CheckAsync());
        _cake.Engine.RegisterTask("PushMultiArch").IsDependentOn("CheckMultiArch").Does(() => _run!.PushAsync());
        _cake.Engine.RegisterTask("Release").IsDependentOn("PushMultiArch");
    }

    private string ReportFile { get; }

    public void Dispose() => _fake.Dispose();

    [Fact]
    public async Task A_target_that_leads_to_the_push_looks_at_the_destination_before_it_builds()
    {
        await Should.ThrowAsync<Exception>(() => RunAsync("Release"));

        Stages().ShouldBe(["Check failed"]);
        _fake.Calls.ShouldNotContain(call => call.Arguments.Contains("build"));
    }

    [Fact]
    public async Task A_target_that_only_checks_does_not_look_at_the_destination()
    {
        await RunAsync("CheckMultiArch");

        Stages().ShouldBe(["Check succeeded"]);
    }

    private IEnumerable<string> Stages() =>
        JObject.Parse(File.ReadAllText(ReportFile))["stages"]!.Select(stage => $"{stage["name"]} {stage["status"]}");

    private Task<CakeReport> RunAsync(string target) => _cake.Engine.RunTargetAsync(
        _cake.Context, new DefaultExecutionStrategy(_cake.Log, new SilentReport()), new ExecutionSettings().SetTarget(target));
}
