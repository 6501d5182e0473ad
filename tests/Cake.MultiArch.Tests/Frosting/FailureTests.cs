using Cake.Core;
using Cake.Frosting;

namespace Cake.MultiArch.Tests.Frosting;

/// <summary>What becomes of a failing or skipped task: what the stand-in shares with Cake.Frosting.</summary>
public class FailureTests : HostTest
{
    [Theory]
    [InlineData(typeof(AfterFailing))]
    [InlineData(typeof(AfterFailingAsync))]
    [InlineData(typeof(AfterFailingWith42))]
    public void A_failing_task_ends_the_run_with_exit_code_1(Type after)
    {
        Host(typeof(Failing), typeof(FailingAsync), typeof(FailingWith42), after)
            .UseLifetime<Lifetime>()
            .Run([$"--target={after.Name}"])
            .ShouldBe(1);

        Journal.Text.ShouldBe("Teardown:broken", "what needs the failing task does not run");
        Log.Text.ShouldContain("broken");
    }

    [Fact]
    public void OnError_swallows_a_failure_and_Finally_is_called_after_it()
    {
        Host(typeof(Handling), typeof(AfterHandling)).Run(["--target=AfterHandling"]).ShouldBe(0, Log.Text);

        Journal.Text.ShouldBe("OnError:broken Finally AfterHandling");
    }

    [Fact]
    public void What_OnError_throws_is_the_failure()
    {
        Host(typeof(Rethrowing), typeof(AfterRethrowing)).Run(["--target=AfterRethrowing"]).ShouldBe(1);

        Journal.Text.ShouldBe("Finally");
        Log.Text.ShouldContain("still broken");
    }

    [Fact]
    public void Finally_is_called_after_success_too()
    {
        Host(typeof(Closing)).Run(["--target=Closing"]).ShouldBe(0, Log.Text);

        Journal.Text.ShouldBe("Closing Finally");
    }

    [Fact]
    public void ContinueOnError_goes_on_and_takes_no_second_error_handler()
    {
        Host(typeof(Tolerated), typeof(AfterTolerated)).Run(["--target=AfterTolerated"]).ShouldBe(0, Log.Text);
        Journal.Text.ShouldBe("AfterTolerated");

        Host(typeof(ToleratedTwice)).Run(["--target=ToleratedTwice"]).ShouldBe(1);
        Log.Text.ShouldContain("only be one error handler");
    }

    [Fact]
    public void A_task_that_should_not_run_is_skipped_and_what_needs_it_runs()
    {
        Host(typeof(Unneeded), typeof(NeedsUnneeded)).Run(["--target=NeedsUnneeded"]).ShouldBe(0, Log.Text);

        Journal.Text.ShouldBe("NeedsUnneeded");
    }

    private sealed class Failing : FrostingTask
    {
        public override void Run(ICakeContext context) => throw new InvalidOperationException("broken");
    }

    private sealed class FailingAsync : AsyncFrostingTask
    {
        public override async Task RunAsync(ICakeContext context)
        {
            await Task.Yield();
            throw new InvalidOperationException("broken");
        }
    }

    private sealed class FailingWith42 : FrostingTask
    {
        public override void Run(ICakeContext context) => throw new CakeException(42, "broken");
    }

    private sealed class Handling(Journal journal) : FrostingTask
    {
        public override void Run(ICakeContext context) => throw new InvalidOperationException("broken");

        public override void OnError(Exception exception, ICakeContext context) => journal.Add($"OnError:{exception.Message}");

        public override void Finally(ICakeContext context) => journal.Add("Finally");
    }

    private sealed class Rethrowing(Journal journal) : FrostingTask
    {
        public override void Run(ICakeContext context) => throw new InvalidOperationException("broken");

        public override void OnError(Exception exception, ICakeContext context) =>
            throw new InvalidOperationException("still broken", exception);

        public override void Finally(ICakeContext context) => journal.Add("Finally");
    }

    private sealed class Closing(Journal journal) : JournalTask(journal)
    {
        public override void Finally(ICakeContext context) => Journal.Add("Finally");
    }

    [ContinueOnError]
    private sealed class Tolerated : FrostingTask
    {
        public override void Run(ICakeContext context) => throw new InvalidOperationException("broken");
    }

    [ContinueOnError]
    private sealed class ToleratedTwice(Journal journal) : JournalTask(journal)
    {
        public override void OnError(Exception exception, ICakeContext context) => Journal.Add("OnError");
    }

    private sealed class Unneeded(Journal journal) : JournalTask(journal)
    {
        public override bool ShouldRun(ICakeContext context) => false;
    }

    [IsDependentOn(typeof(Unneeded))]
    private sealed class NeedsUnneeded(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Failing))]
    private sealed class AfterFailing(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(FailingAsync))]
    private sealed class AfterFailingAsync(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(FailingWith42))]
    private sealed class AfterFailingWith42(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Handling))]
    private sealed class AfterHandling(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Rethrowing))]
    private sealed class AfterRethrowing(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Tolerated))]
    private sealed class AfterTolerated(Journal journal) : JournalTask(journal);

    private sealed class Lifetime(Journal journal) : FrostingLifetime<ICakeContext>
    {
        public override void Setup(ICakeContext context, ISetupContext info)
        {
            // There is nothing to set up.
        }

        public override void Teardown(ICakeContext context, ITeardownContext info) =>
            journal.Add($"Teardown:{(info.Successful ? "" : info.ThrownException!.Message)}");
    }
}
