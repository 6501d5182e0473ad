using System.Diagnostics;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Processes;

public sealed class StoppingAProgramTests : IDisposable
{
    private readonly FakePodmanFolder _program = new();
    private readonly CancellationTokenSource _cancellation = new();

    public void Dispose()
    {
        _cancellation.Dispose();
        _program.Dispose();
    }

    [Fact]
    public async Task Cancelling_interrupts_the_program_first()
    {
        _program.On("work").Do("exit-on-sigint", 1).Add("pid", Ready).Add("hold");

        var watch = await CancelAsync(gracePeriod: TimeSpan.FromSeconds(60));

        watch.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        Gone.ShouldBeGone(Ready);
    }

    [Fact]
    public async Task A_cancelled_program_that_ends_with_exit_code_0_was_cancelled_nevertheless()
    {
        _program.On("work").Do("exit-on-sigint", 0).Add("pid", Ready).Add("hold");

        await CancelAsync(gracePeriod: TimeSpan.FromSeconds(60));

        Gone.ShouldBeGone(Ready);
    }

    [Fact]
    public async Task A_program_that_ignores_the_interrupt_is_killed_after_the_grace_period()
    {
        _program.On("work").Add("ignore-signals").Add("pid", Ready).Add("hold");

        await CancelAsync(gracePeriod: TimeSpan.FromMilliseconds(300));

        Gone.ShouldBeGone(Ready);
    }

    [Fact]
    public async Task An_orphaned_grandchild_that_ignores_the_interrupt_is_killed_too()
    {
        var grandchild = new FakeSteps().Add("ignore-signals").Add("pid", Ready).Add("hold");
        var child = new FakeSteps().Add("ignore-signals").Add("pid", _program.Combine("child")).Spawn(grandchild).Add("hold");
        _program.On("work").Do("exit-on-sigint", 0).Add("pid", _program.Combine("root")).Spawn(child).Add("hold");

        await CancelAsync(gracePeriod: TimeSpan.FromSeconds(60));

        Gone.ShouldBeGone(_program.Combine("root"));
        Gone.ShouldBeGone(_program.Combine("child"));
        Gone.ShouldBeGone(Ready);
    }

    [Fact]
    public async Task What_is_started_during_the_grace_period_is_killed_too()
    {
        var late = new FakeSteps().Add("ignore-signals").Add("pid", _program.Combine("late")).Add("hold");
        var child = new FakeSteps().Add("ignore-signals").Add("pid", Ready).Add("wait-for", _program.Combine("go")).Spawn(late).Add("hold");
        _program.On("work").Add("ignore-signals").Spawn(child).Add("hold");

        var running = RunAsync(TimeSpan.FromSeconds(2));
        await AppearsAsync(Ready);
        await _cancellation.CancelAsync();
        await File.WriteAllTextAsync(_program.Combine("go"), "", TestContext.Current.CancellationToken);
        await Should.ThrowAsync<OperationCanceledException>(running);

        Gone.ShouldBeGone(Ready);
        Gone.ShouldBeGone(_program.Combine("late"));
    }

    [Fact]
    public async Task Nothing_is_started_when_it_is_cancelled_already()
    {
        _program.On("work").Exit(0);
        await _cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(RunAsync(TimeSpan.Zero));

        _program.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_that_takes_too_long_is_stopped_with_all_it_started_and_its_last_lines_are_shown()
    {
        var child = new FakeSteps().Add("ignore-signals").Add("pid", Ready).Add("hold");
        _program.On("work").Out("half way").Add("pid", _program.Combine("root")).Spawn(child).Add("hold");

        var failure = await Should.ThrowAsync<MultiArchException>(
            new ProcessRunner(TestHost.Create()) { GracePeriod = TimeSpan.FromMilliseconds(200) }.RunAsync(
                new ProcessRequest(_program.Program, ["work"]) { Timeout = TimeSpan.FromSeconds(1.5) },
                TestContext.Current.CancellationToken
            )
        );

        failure.Problem.Id.ShouldBe("MA1102");
        failure.Message.ShouldContain("did not end within 1.5 seconds");
        failure.Problem.Details.ShouldBe(["half way"]);
        Gone.ShouldBeGone(_program.Combine("root"));
        Gone.ShouldBeGone(Ready);
    }

    [Fact]
    public async Task A_time_limit_longer_than_a_timer_can_count_is_none()
    {
        _program.On("work").Out("done");

        var outcome = await new ProcessRunner(TestHost.Create()).RunAsync(
            new ProcessRequest(_program.Program, ["work"]) { Timeout = TimeSpan.MaxValue }, TestContext.Current.CancellationToken);

        outcome.Tail.ShouldBe(["done"]);
    }

    private string Ready => _program.Combine("ready");

    private async Task<TimeSpan> CancelAsync(TimeSpan gracePeriod)
    {
        var running = RunAsync(gracePeriod);
        await AppearsAsync(Ready);
        var watch = Stopwatch.StartNew();
        await _cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        return watch.Elapsed;
    }

    private Task<ProcessOutcome> RunAsync(TimeSpan gracePeriod) =>
        new ProcessRunner(TestHost.Create()) { GracePeriod = gracePeriod }.RunAsync(
            new ProcessRequest(_program.Program, ["work"]),
            _cancellation.Token
        );

    private static async Task AppearsAsync(string file)
    {
        var patience = Stopwatch.StartNew();
        while (!File.Exists(file))
        {
            patience.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20), $"{file} does not appear");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
