using Cake.Core;
using Cake.Frosting;

namespace Cake.MultiArch.Tests.Frosting;

/// <summary>Which tasks run, in which order: what the stand-in shares with Cake.Frosting.</summary>
public class GraphTests : HostTest
{
    private static readonly Type[] All = [typeof(Default), typeof(Publish), typeof(Compile), typeof(Test), typeof(Restore), typeof(Lint)];

    [Theory]
    [InlineData("Restore Lint Compile Test Publish", "--target=Publish")]
    [InlineData("Restore Lint Compile Test Publish", "-t", "publish")]
    [InlineData("Restore Lint Compile Test Publish")]
    [InlineData("Restore Lint", "--target", "Lint")]
    [InlineData("Compile", "--target=Compile", "--exclusive")]
    [InlineData("Compile", "-t", "Compile", "-e")]
    [InlineData("Restore Lint Compile Test", "--target=Compile", "--target=Test")]
    [InlineData("Restore Lint Compile Test", "--target=Test", "--target=Compile", "-t", "Restore")]
    public void Tasks_run_once_each_after_those_they_need(string expected, params string[] arguments)
    {
        Host(All).Run(arguments).ShouldBe(0, Log.Text);

        Journal.Text.ShouldBe(expected);
    }

    [Theory]
    [InlineData("--dryrun")]
    [InlineData("--noop")]
    [InlineData("--whatif")]
    public void A_dry_run_names_the_tasks_and_runs_Setup_and_Teardown_alone(string argument)
    {
        Host(All).UseLifetime<Lifetime>().Run(["--target=Compile", argument]).ShouldBe(0, Log.Text);

        Journal.Text.ShouldBe("Setup Teardown");
        Log.Lines.Where(line => char.IsDigit(line.FirstOrDefault())).ShouldBe(["1. restore", "2. Lint", "3. Compile"]);
    }

    [Theory]
    [InlineData("--description")]
    [InlineData("--tree")]
    [InlineData("--version")]
    [InlineData("--info")]
    [InlineData("--help")]
    public void What_is_asked_about_the_program_runs_nothing(string argument)
    {
        Host(All).UseLifetime<Lifetime>().Run(["--target=Compile", argument]).ShouldBe(0, Log.Text);

        Journal.Text.ShouldBeEmpty();
    }

    [Fact]
    public void Several_targets_have_one_Setup_and_one_Teardown()
    {
        Host(All).UseLifetime<Lifetime>().Run(["--target=Lint", "--target=Test"]).ShouldBe(0, Log.Text);

        Journal.Text.ShouldBe("Setup Restore Lint Compile Test Teardown");
    }

    [Fact]
    public void Several_targets_alone_are_those_targets_in_an_order_of_Cakes_own()
    {
        Host(All).Run(["--target=Test", "--target=Lint", "--exclusive"]).ShouldBe(0, Log.Text);

        Journal.Text.Split(' ').ShouldBe(["Lint", "Test"], ignoreOrder: true);
    }

    [Fact]
    public void A_task_lifetime_is_called_around_each_task()
    {
        Host(All).UseTaskLifetime<TaskLifetime>().Run(["--target=Test", "--exclusive"]).ShouldBe(0, Log.Text);

        Journal.Text.ShouldBe(">Test Test <Test");
    }

    [Theory]
    [InlineData("--target=Nowhere")]
    [InlineData("--target=Lint", "--target=Nowhere")]
    public void A_target_that_is_not_there_is_a_failure(params string[] arguments)
    {
        Host(All).Run(arguments).ShouldBe(1);

        Journal.Text.ShouldBeEmpty();
        Log.Text.ShouldContain("Nowhere");
    }

    [Fact]
    public void Two_tasks_of_one_name_are_a_failure_whatever_their_case()
    {
        Host(typeof(Restore), typeof(SecondRestore)).Run(["--target=Restore"]).ShouldBe(1);

        Journal.Text.ShouldBeEmpty();
        Log.Text.ShouldContain("RESTORE");
    }

    [IsDependentOn(typeof(Publish))]
    private sealed class Default : FrostingTask;

    [IsDependentOn(typeof(Test))]
    private sealed class Publish(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Restore))]
    private sealed class Compile(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Compile))]
    private sealed class Test(Journal journal) : JournalTask(journal);

    [TaskName("restore")]
    private sealed class Restore(Journal journal) : JournalTask(journal);

    [TaskName("RESTORE")]
    private sealed class SecondRestore(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Restore))]
    [IsDependeeOf(typeof(Compile))]
    private sealed class Lint(Journal journal) : JournalTask(journal);

    private sealed class Lifetime(Journal journal) : FrostingLifetime<ICakeContext>
    {
        public override void Setup(ICakeContext context, ISetupContext info) => journal.Add("Setup");

        public override void Teardown(ICakeContext context, ITeardownContext info) => journal.Add("Teardown");
    }

    private sealed class TaskLifetime(Journal journal) : FrostingTaskLifetime<ICakeContext>
    {
        public override void Setup(ICakeContext context, ITaskSetupContext info) => journal.Add($">{info.Task.Name}");

        public override void Teardown(ICakeContext context, ITaskTeardownContext info) => journal.Add($"<{info.Task.Name}");
    }
}
