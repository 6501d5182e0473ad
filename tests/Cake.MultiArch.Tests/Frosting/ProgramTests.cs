using Cake.Core;
using Cake.Frosting;
using Cake.MultiArch.Frosting;
using Cake.MultiArch.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Tests.Frosting;

/// <summary>A program's own context, lifetime and task lifetime beside the tasks, and how the run ends with and without them.</summary>
public sealed class ProgramTests : HostTest, IDisposable
{
    private readonly FakePodmanFolder _fake = new FakePodmanFolder().Version("4.3.1");

    public ProgramTests()
    {
        WorkingDirectory = _fake.Folder;
        Variables["TMPDIR"] = _fake.Folder;
    }

    private string ReportFile => Path.Combine(_fake.Combine("report"), "multiarch-report.json");

    public void Dispose() => _fake.Dispose();

    [Fact]
    public void Without_a_lifetime_the_run_is_ended_and_reported()
    {
        Run(Program(), "--target=CheckMultiArch").ShouldBe(0, Log.Text);

        Report()["succeeded"]!.Value<bool>().ShouldBeTrue();
        Report()["stages"]!.Select(stage => stage["name"]!.Value<string>()).ShouldBe(["Check"]);
        RunFolders().ShouldBeEmpty();
    }

    [Fact]
    public void The_failure_of_a_task_of_the_programs_own_is_reported()
    {
        Run(Program(typeof(Failing)), "--target=Failing").ShouldBe(1);

        Report()["succeeded"]!.Value<bool>().ShouldBeFalse();
        Report()["error"]!["message"]!.Value<string>().ShouldBe("The smoke test failed.");
        RunFolders().ShouldBeEmpty();
    }

    [Fact]
    public void The_failure_of_a_stage_keeps_its_identifier()
    {
        Run(Program(), "--target=CheckMultiArch", "--authfile=nowhere.json").ShouldBe(1);

        Report()["error"]!["id"]!.Value<string>().ShouldBe("MA1802");
        Log.Text.ShouldContain("MA1802");
    }

    [Fact]
    public void A_task_of_the_programs_own_may_call_a_stage()
    {
        Run(Program(typeof(OwnCheck)), "--target=OwnCheck").ShouldBe(0, Log.Text);

        Report()["succeeded"]!.Value<bool>().ShouldBeTrue();
        RunFolders().ShouldBeEmpty();
    }

    [Fact]
    public void A_lifetime_and_a_task_lifetime_are_called_as_without_the_tasks()
    {
        Run(Program().UseLifetime<Lifetime>().UseTaskLifetime<TaskLifetime>(), "--target=CheckMultiArch").ShouldBe(0, Log.Text);

        Journal.Text.ShouldBe("Setup >CheckMultiArch <CheckMultiArch Teardown:False");
        Report()["succeeded"]!.Value<bool>().ShouldBeTrue();
    }

    [Fact]
    public void A_lifetime_that_ends_the_run_has_the_report_at_once()
    {
        Run(Program().UseLifetime<EndingLifetime>(), "--target=CheckMultiArch").ShouldBe(0, Log.Text);

        Journal.Text.ShouldBe("Teardown:True");
        Log.Lines.Count(line => line.StartsWith("Report: ", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void A_dry_run_changes_nothing_and_has_no_report()
    {
        Run(Program().UseLifetime<Lifetime>(), "--target=PushMultiArch", "--dryrun").ShouldBe(0, Log.Text);

        Journal.Text.ShouldBe("Setup Teardown:False");
        _fake.Calls.ShouldBeEmpty();
        Directory.Exists(_fake.Combine("report")).ShouldBeFalse();
        RunFolders().ShouldBeEmpty();
    }

    [Fact]
    public void A_target_that_leads_to_the_push_looks_at_the_destination_before_it_builds()
    {
        Run(Program(typeof(Release)), ["--target=Release", .. Unreachable]).ShouldBe(1);

        Report()["stages"]!.Select(stage => $"{stage["name"]} {stage["status"]}").ShouldBe(["Check failed"]);
        Report()["error"]!["where"]!.Value<string>()!.ShouldContain("127.0.0.1:1");
        _fake.Calls.ShouldNotContain(call => call.Arguments.Contains("build"));
    }

    [Fact]
    public void A_target_that_only_checks_does_not_look_at_the_destination()
    {
        Run(Program(typeof(Release)), ["--target=CheckMultiArch", .. Unreachable]).ShouldBe(0, Log.Text);

        Report()["stages"]!.Select(stage => $"{stage["name"]} {stage["status"]}").ShouldBe(["Check succeeded"]);
    }

    /// <summary>A destination that nobody answers for.</summary>
    private static string[] Unreachable => ["--image=127.0.0.1:1/demo/web:1", "--tls-verify=false"];

    private CakeHost Program(params Type[] tasks) => Host(tasks)
        .ConfigureServices(services => services.AddSingleton(_fake))
        .UseContext<Context>()
        .UseMultiArch();

    private int Run(CakeHost host, params string[] arguments) => host.Run([.. arguments, $"--report={_fake.Combine("report")}"]);

    private JObject Report() => JObject.Parse(File.ReadAllText(ReportFile));

    private string[] RunFolders() => Directory.GetDirectories(_fake.Folder, "cake-multiarch*");

    private sealed class Context : FrostingContext, IMultiArchContext
    {
        public Context(ICakeContext cake, FakePodmanFolder fake, Journal journal)
            : base(cake)
        {
            Journal = journal;
            ReportFile = Path.Combine(fake.Combine("report"), "multiarch-report.json");
            cake.Tools.RegisterFile(fake.Program);
            MultiArch = MultiArchRun.From(this, definition => definition.Image("web").PushTo("oci:layout:1"));
        }

        public Journal Journal { get; }

        public string ReportFile { get; }

        public MultiArchRun MultiArch { get; }
    }

    [IsDependentOn(typeof(CheckMultiArchTask))]
    private sealed class Failing : FrostingTask
    {
        public override void Run(ICakeContext context) => throw new InvalidOperationException("The smoke test failed.");
    }

    [IsDependentOn(typeof(PushMultiArchTask))]
    private sealed class Release : FrostingTask;

    private sealed class OwnCheck : AsyncFrostingTask<Context>
    {
        public override Task RunAsync(Context context) => context.MultiArch.CheckAsync();
    }

    private sealed class Lifetime : FrostingLifetime<Context>
    {
        public override void Setup(Context context, ISetupContext info) => context.Journal.Add("Setup");

        public override void Teardown(Context context, ITeardownContext info) =>
            context.Journal.Add($"Teardown:{File.Exists(context.ReportFile)}");
    }

    private sealed class EndingLifetime : FrostingLifetime<Context>
    {
        public override void Setup(Context context, ISetupContext info)
        {
            // There is nothing to set up.
        }

        public override void Teardown(Context context, ITeardownContext info)
        {
            context.MultiArch.End(info.ThrownException);
            context.Journal.Add($"Teardown:{File.Exists(context.ReportFile)}");
        }
    }

    private sealed class TaskLifetime : FrostingTaskLifetime<Context>
    {
        public override void Setup(Context context, ITaskSetupContext info) => context.Journal.Add($">{info.Task.Name}");

        public override void Teardown(Context context, ITaskTeardownContext info) => context.Journal.Add($"<{info.Task.Name}");
    }
}
