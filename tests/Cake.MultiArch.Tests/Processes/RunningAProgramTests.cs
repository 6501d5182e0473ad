using System.Diagnostics;
using Cake.Core.Diagnostics;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Processes;

public sealed class RunningAProgramTests : IDisposable
{
    private readonly FakePodmanFolder _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task I_get_the_exit_code_and_both_streams()
    {
        _program.On("work").Out("a result").Error("a warning").Exit(42);

        var outcome = await RunAsync(Request("work") with { CaptureOutput = true });

        outcome.ExitCode.ShouldBe(42);
        outcome.Output.ShouldBe("a result\n");
        outcome.Errors.ShouldBe(["a warning"]);
        outcome.Tail.ShouldBe(["a result", "a warning"], ignoreOrder: true);
    }

    [Fact]
    public async Task Output_that_nobody_asked_for_is_not_kept()
    {
        _program.On("work").Out("a result");

        (await RunAsync(Request("work"))).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lines_come_while_the_program_still_runs()
    {
        var first = new TaskCompletionSource<ProcessLine>();
        _program.On("work").Out("first").Add("wait-for", _program.Combine("go")).Error("last");

        var running = RunAsync(Request("work") with { OnLine = line => first.TrySetResult(line) });
        var line = await first.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        running.IsCompleted.ShouldBeFalse();
        await File.WriteAllTextAsync(_program.Combine("go"), "", TestContext.Current.CancellationToken);

        line.ShouldBe(new ProcessLine(IsError: false, "first"));
        (await running).Errors.ShouldBe(["last"]);
    }

    [Fact]
    public async Task The_last_thirty_lines_are_kept_and_no_more()
    {
        _program.On("work").Do("lines", 100_000);
        var count = 0;

        var outcome = await RunAsync(Request("work") with { OnLine = _ => count++ });

        count.ShouldBe(100_000);
        outcome.Tail.Count.ShouldBe(30);
        outcome.Tail[0].ShouldBe("line 99971");
        outcome.Tail[^1].ShouldBe("line 100000");
    }

    [Fact]
    public async Task A_line_without_end_is_shown_cut_and_captured_whole()
    {
        _program.On("work").Do("giant", 100_000).Raw("\nnext");
        var lines = new List<ProcessLine>();

        var outcome = await RunAsync(Request("work") with { CaptureOutput = true, OnLine = lines.Add });

        outcome.Output.ShouldBe(new string('x', 100_000) + "\nnext\n");
        lines.Count.ShouldBe(2);
        lines[0].Text.ShouldBe(new string('x', LineTarget.MaxLineLength) + " … (line cut)");
        lines[1].Text.ShouldBe("next");
    }

    [Fact]
    public async Task A_character_outside_the_basic_plane_survives_the_cut()
    {
        var text = new string('x', LineTarget.MaxLineLength - 1) + "😀 ü";
        _program.On("work").Out(text);

        (await RunAsync(Request("work") with { CaptureOutput = true })).Output.ShouldBe(text + "\n");
    }

    [Fact]
    public async Task A_windows_line_end_is_a_line_end()
    {
        _program.On("work").Raw("one\r\ntwo");

        (await RunAsync(Request("work"))).Tail.ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task A_program_that_answers_without_end_is_stopped()
    {
        _program.On("work").Do("giant", 200_000_000);

        var failure = await Should.ThrowAsync<MultiArchException>(RunAsync(Request("work") with { CaptureOutput = true }));

        failure.Problem.Id.ShouldBe("MA1106");
        failure.Message.ShouldContain("podman work");
    }

    [Fact]
    public async Task A_listener_that_fails_ends_the_program_and_is_heard()
    {
        _program.On("work").Add("pid", _program.Combine("pid")).Do("lines", 100_000).Add("hold");

        var failure = await Should.ThrowAsync<InvalidOperationException>(
            RunAsync(Request("work") with { OnLine = _ => throw new InvalidOperationException("the log is full") }));

        failure.Message.ShouldBe("the log is full");
        ShouldBeGone("pid");
    }

    [Fact]
    public async Task Standard_input_arrives_as_it_is_and_is_then_closed()
    {
        _program.On("work").Add("echo-stdin");

        (await RunAsync(Request("work") with { StandardInput = "pässword\nsecond", CaptureOutput = true })).Output.ShouldBe(
            "pässword\nsecond\n"
        );
    }

    [Fact]
    public async Task A_program_that_reads_no_input_does_not_matter()
    {
        _program.On("work").Add("leave-stdin").Out("done");

        (await RunAsync(Request("work") with { StandardInput = new string('x', 1_000_000) })).Tail.ShouldBe(["done"]);
    }

    [Fact]
    public async Task Without_input_the_program_reads_an_empty_one()
    {
        _program.On("work").Add("echo-stdin").Out("done");

        (await RunAsync(Request("work"))).Tail.ShouldBe(["done"]);
    }

    [Fact]
    public async Task Variables_are_added_and_removed()
    {
        _program.On("work").Add("env", "MULTIARCH_TEST").Add("env", "HOME").Add("env", "PATH");

        var outcome = await RunAsync(Request("work") with
        {
            Environment = new Dictionary<string, string?> { ["MULTIARCH_TEST"] = "a=b c", ["HOME"] = null },
        });

        outcome.Tail.ShouldBe(["a=b c", "(not set)", Environment.GetEnvironmentVariable("PATH")!]);
    }

    [Fact]
    public async Task It_runs_in_the_working_directory_of_Cake_or_in_the_one_given()
    {
        _program.On("work").Add("cwd");

        (await RunAsync(Request("work"))).Tail.ShouldBe([_program.Folder]);
        (await RunAsync(Request("work") with { WorkingDirectory = "/" })).Tail.ShouldBe(["/"]);
    }

    [Fact]
    public async Task Arguments_arrive_as_they_are()
    {
        _program.On("work").Exit(0);
        string[] arguments = ["work", "", "a b", "it's", "\"quoted\"", "back\\slash\\", "$HOME", "*", "line\nbreak", "ü"];

        await RunAsync(Request(arguments));

        _program.Calls.ShouldHaveSingleItem().Arguments.ShouldBe(arguments);
    }

    [Fact]
    public async Task A_program_that_is_missing_is_a_problem_with_its_name()
    {
        var request = Request("work") with { Program = _program.Combine("nothing"), Name = "Podman" };

        var failure = await Should.ThrowAsync<MultiArchException>(RunAsync(request));

        failure.Problem.Id.ShouldBe("MA1101");
        failure.Message.ShouldContain("Podman could not be started");
    }

    [Fact]
    public async Task A_file_that_is_no_program_is_a_problem()
    {
        await File.WriteAllTextAsync(_program.Combine("text"), "hello", TestContext.Current.CancellationToken);

        var failure = await Should.ThrowAsync<MultiArchException>(RunAsync(Request("work") with { Program = _program.Combine("text") }));

        failure.Problem.Id.ShouldBe("MA1101");
    }

    [Fact]
    public async Task A_working_directory_that_is_missing_is_named()
    {
        var failure = await Should.ThrowAsync<MultiArchException>(RunAsync(Request("work") with { WorkingDirectory = "/no/such/folder" }));

        failure.Problem.Id.ShouldBe("MA1101");
        failure.Problem.Why.ShouldContain("/no/such/folder");
    }

    [Fact]
    public async Task What_a_program_leaves_behind_does_not_hold_the_run()
    {
        var child = new FakeSteps().Add("pid", _program.Combine("child")).Add("hold");
        _program.On("work").Spawn(child).Add("wait-for", _program.Combine("child")).Out("done");
        var watch = Stopwatch.StartNew();

        var outcome = await new ProcessRunner(Host()) { DrainPeriod = TimeSpan.FromMilliseconds(300) }.RunAsync(
            Request("work"),
            TestContext.Current.CancellationToken
        );

        outcome.ExitCode.ShouldBe(0);
        outcome.Tail.ShouldBe(["done"]);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        using var left = Process.GetProcessById(
            int.Parse(await File.ReadAllTextAsync(_program.Combine("child"), TestContext.Current.CancellationToken), null)
        );
        left.Kill();
    }

    [Theory]
    [InlineData(false, Verbosity.Diagnostic, true)]
    [InlineData(false, Verbosity.Verbose, false)]
    [InlineData(true, Verbosity.Normal, true)]
    [InlineData(true, Verbosity.Minimal, false)]
    public async Task The_command_line_is_shown_when_Cake_is_asked_to(bool showCommands, Verbosity verbosity, bool shown)
    {
        _program.On("work").Exit(0);
        var log = new TestLog { Verbosity = verbosity };
        var host = TestHost.Create(log, workingDirectory: _program.Folder, showCommands: showCommands);

        await new ProcessRunner(host).RunAsync(Request("work", "a b", "{0}"), TestContext.Current.CancellationToken);

        log.Lines.ShouldBe(shown ? ["$ podman work 'a b' '{0}'"] : []);
    }

    private Host Host() => TestHost.Create(workingDirectory: _program.Folder);

    private ProcessRequest Request(params string[] arguments) => new(_program.Program, arguments);

    private Task<ProcessOutcome> RunAsync(ProcessRequest request) =>
        new ProcessRunner(Host()).RunAsync(request, TestContext.Current.CancellationToken);

    private void ShouldBeGone(string pidFile) => Gone.ShouldBeGone(_program.Combine(pidFile));
}
