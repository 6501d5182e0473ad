using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Testing;
using Cake.MultiArch.Tests.Fakes;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Tests.Run;

/// <summary>How a run begins and ends, and what it checks before it does anything.</summary>
public sealed class MultiArchRunTests : IDisposable
{
    private readonly FakePodmanFolder _fake = new();
    private readonly string _work;
    private readonly string _temporary;

    public MultiArchRunTests()
    {
        _work = Directory.CreateDirectory(_fake.Combine("work")).FullName;
        _temporary = Directory.CreateDirectory(_fake.Combine("tmp")).FullName;
    }

    private string ReportFile => Path.Combine(_work, "artifacts", "multiarch-report.json");

    public void Dispose() => _fake.Dispose();

    [Fact]
    public void A_run_that_was_never_asked_for_anything_leaves_no_trace()
    {
        using (Run())
        {
            // Nothing is asked for.
        }

        Run().End(null);
        Run().End(new InvalidOperationException("Another target failed."));

        Directory.GetFileSystemEntries(_work).ShouldBeEmpty();
        Directory.GetFileSystemEntries(_temporary).ShouldBeEmpty();
        _fake.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failure_of_the_script_after_a_stage_that_succeeded_is_reported()
    {
        _fake.Version("4.3.1");
        var run = Run();

        await run.CheckAsync();
        Directory.GetDirectories(_temporary).Length.ShouldBe(1, "the run works in a folder of its own");
        run.End(new InvalidOperationException("The tests failed."));

        var report = Report();
        report["succeeded"]!.Value<bool>().ShouldBeFalse();
        report["error"]!["message"]!.Value<string>().ShouldBe("The tests failed.");
        report["stages"]!.Select(stage => $"{stage["name"]} {stage["status"]}").ShouldBe(["Check succeeded"]);
        Directory.GetFileSystemEntries(_temporary).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_failure_of_a_stage_is_not_covered_by_what_the_script_makes_of_it()
    {
        _fake.Version("4.2.0");
        var run = Run();

        await Should.ThrowAsync<MultiArchException>(run.CheckAsync);
        run.End(new InvalidOperationException("One or more errors occurred."));

        Report()["error"]!["id"]!.Value<string>().ShouldBe("MA1403");
    }

    [Fact]
    public async Task A_run_that_succeeded_reports_success()
    {
        _fake.Version("4.3.1");
        var run = Run();

        await run.CheckAsync();
        run.End(null);

        Report()["succeeded"]!.Value<bool>().ShouldBeTrue();
        Report()["engine"]!["version"]!.Value<string>().ShouldBe("4.3.1");
    }

    [Theory]
    [InlineData("--platform=linux/arm64", true)]
    [InlineData("--platform=linux/arm46", false)]
    public void The_report_of_an_earlier_run_is_replaced_when_only_the_platforms_were_read(string argument, bool isRight)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(ReportFile)!);
        File.WriteAllText(ReportFile, "of an earlier run");
        using var run = Run(argument);

        if (isRight)
        {
            run.Platforms.ShouldBe([(Platform)"linux/arm64"]);
        }
        else
        {
            Should.Throw<MultiArchException>(() => run.Platforms).Problem.Id.ShouldBe("MA1002");
        }

        run.End(null);
        Report()["schemaVersion"]!.Value<int>().ShouldBe(1);
    }

    [Fact]
    public async Task What_is_only_asked_leaves_the_report_of_an_earlier_run_also_when_the_script_reads_the_platforms()
    {
        _fake.Version("4.3.1");
        Directory.CreateDirectory(Path.GetDirectoryName(ReportFile)!);
        await File.WriteAllTextAsync(ReportFile, "of an earlier run", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_work, "Containerfile"),
            "FROM scratch\nCOPY . /\n",
            TestContext.Current.CancellationToken
        );
        using (var run = Run("--platform=linux/arm64"))
        {
            run.Platforms.ShouldNotBeEmpty();
            await run.PlanAsync();
        }

        (await File.ReadAllTextAsync(ReportFile, TestContext.Current.CancellationToken)).ShouldBe("of an earlier run");
    }

    [Fact]
    public async Task The_Containerfile_is_read_once_per_run()
    {
        _fake.Version("4.3.1");
        var containerfile = Path.Combine(_work, "Containerfile");
        await File.WriteAllTextAsync(containerfile, "FROM scratch\nCOPY . /\n", TestContext.Current.CancellationToken);
        using var run = Run("--platform=linux/arm64", "--binfmt=verify");
        await run.CloneAsync();
        await run.EnsureBinfmtAsync();

        File.Delete(containerfile);

        await run.PlanAsync();
    }

    [Fact]
    public async Task A_TMPDIR_that_is_a_file_is_told_and_reported()
    {
        Directory.Delete(_temporary);
        File.WriteAllText(_temporary, "a file");

        var problem = await FailCheckAsync("MA1801");

        problem.Where.ShouldBe(_temporary);
        _fake.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_credentials_file_that_is_not_there_is_told()
    {
        _fake.Version("4.3.1");

        (await FailCheckAsync("MA1802", "--authfile=nowhere.json")).Where.ShouldBe(Path.Combine(_work, "nowhere.json"));

        OnlyQuestionsWereAsked();
    }

    [Fact]
    public async Task An_earlier_report_that_cannot_be_removed_stops_the_run_before_it_begins()
    {
        _fake.Version("4.3.1");
        Directory.CreateDirectory(ReportFile);
        using var run = Run();

        var problem = (await Should.ThrowAsync<MultiArchException>(run.CheckAsync)).Problem;

        problem.Id.ShouldBe("MA1803");
        problem.Where.ShouldBe(ReportFile);
        _fake.Calls.ShouldBeEmpty();
        Directory.GetFileSystemEntries(_temporary).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_podman_that_is_missing_is_told_before_anything_else() =>
        await FailCheckAsync("MA1401", new() { ["PATH"] = Directory.CreateDirectory(_fake.Combine("empty")).FullName }, hasPodman: false);

    [Fact]
    public async Task A_podman_that_is_too_old_is_told_before_anything_else()
    {
        _fake.Version("4.2.0");

        (await FailCheckAsync("MA1403", Login)).What.ShouldContain("4.2.0");

        OnlyQuestionsWereAsked();
    }

    [Fact]
    public async Task A_podman_that_does_not_answer_is_told_before_anything_else()
    {
        _fake.On("version").Add("hold");

        (await FailCheckAsync("MA1404", Login)).Why.ShouldContain("1 seconds");

        OnlyQuestionsWereAsked();
    }

    [Fact]
    public async Task Credentials_are_tried_before_the_build_and_wrong_ones_are_told()
    {
        _fake.Version("4.3.1");
        _fake.On("login").Error("""Error: logging into "registry.example.com": invalid username/password""").Exit(125);

        await FailCheckAsync("MA1426", Login);

        _fake.Calls.Select(call => call.Arguments[0]).ShouldBe(["version", "login"]);
        _fake.Call("login").Input.ShouldBe("hunter2");
        _fake.Calls.ShouldAllBe(call => !call.Line.Contains("hunter2"));
        File.ReadAllText(ReportFile).ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task A_folder_that_holds_something_else_than_a_layout_is_told_before_the_build()
    {
        _fake.Version("4.3.1");
        Directory.CreateDirectory(Path.Combine(_work, "precious"));
        await File.WriteAllTextAsync(Path.Combine(_work, "precious", "letter"), "dear", TestContext.Current.CancellationToken);

        (await FailCheckAsync("MA1531", "--image=oci:precious")).Where.ShouldBe(Path.Combine(_work, "precious"));

        OnlyQuestionsWereAsked();
    }

    private static string[] Login => ["--image=registry.example.com/demo/web:1", "--registry-username=ci"];

    private void OnlyQuestionsWereAsked() =>
        _fake.Calls.ShouldAllBe(call => call.Arguments[0] == "version" || call.Arguments.Contains("--get-login"));

    private JObject Report() => JObject.Parse(File.ReadAllText(ReportFile));

    /// <summary>Checks, ends the run, and compares the failure with the report.</summary>
    private async Task<Problem> FailCheckAsync(string id, params string[] arguments) => await FailCheckAsync(id, [], true, arguments);

    private async Task<Problem> FailCheckAsync(string id, Dictionary<string, string> variables, bool hasPodman, params string[] arguments)
    {
        MultiArchException failure;
        using (var run = Run(variables, hasPodman, arguments))
        {
            failure = await Should.ThrowAsync<MultiArchException>(run.CheckAsync);
        }

        failure.Problem.Id.ShouldBe(id, failure.Message);
        Report()["succeeded"]!.Value<bool>().ShouldBeFalse();
        Report()["error"]!["id"]!.Value<string>().ShouldBe(id);
        return failure.Problem;
    }

    private MultiArchRun Run(params string[] arguments) => Run([], true, arguments);

    private MultiArchRun Run(Dictionary<string, string> variables, bool hasPodman, params string[] arguments)
    {
        var all = InputTable.All.Select(input => input.Environment).OfType<string>().ToDictionary(name => name, _ => string.Empty);
        all["TMPDIR"] = _temporary;
        all["MULTIARCH_REGISTRY_PASSWORD"] = arguments.Contains(Login[1]) ? "hunter2" : string.Empty;
        foreach (var (name, value) in variables)
        {
            all[name] = value;
        }

        var cake = new TestCake(_work, arguments, all);
        if (hasPodman)
        {
            cake.Context.Tools.RegisterFile(_fake.Program);
        }

        return new MultiArchRun(cake.Context, new MultiArchDefinition(), answerLimit: TimeSpan.FromSeconds(1));
    }
}
