using Cake.Core;
using Cake.MultiArch.Run;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Run;

/// <summary>Whether a run publishes is read off the graph of tasks.</summary>
public sealed class PublishingTargetsTests
{
    [Theory]
    [InlineData("PushMultiArch", true)]
    [InlineData("pushmultiarch", true)]
    [InlineData("Release", true)]
    [InlineData("Nightly", true)]
    [InlineData("BuildMultiArch", false)]
    [InlineData("Other", false)]
    [InlineData("NoSuchTask", false)]
    public void A_target_publishes_if_the_push_is_one_of_the_tasks_that_it_needs(string target, bool publishes) =>
        Includes($"--target={target}").ShouldBe(publishes);

    [Fact]
    public void Without_a_target_Default_is_the_target() => Includes().ShouldBeTrue();

    [Fact]
    public void One_of_several_targets_is_enough() => Includes("--target=Other", "--target=Release").ShouldBeTrue();

    [Fact]
    public void A_target_that_runs_alone_does_not_reach_what_it_needs()
    {
        Includes("--target=Release", "--exclusive").ShouldBeFalse();
        Includes("--target=PushMultiArch", "--exclusive").ShouldBeTrue();
    }

    [Fact]
    public void A_task_that_names_itself_as_needed_by_another_counts() => Includes("--target=Announced").ShouldBeTrue();

    [Fact]
    public void The_tasks_count_that_are_added_after_the_run_was_made()
    {
        var cake = new TestCake("/work", ["--target=Late"]);
        var targets = new PublishingTargets(cake.Context);
        cake.Engine.RegisterTask("PushMultiArch");
        cake.Engine.RegisterTask("Late").IsDependentOn("PushMultiArch");

        targets.IncludePush().ShouldBeTrue();
    }

    private static bool Includes(params string[] arguments)
    {
        var cake = new TestCake("/work", arguments);
        cake.Engine.RegisterTask("BuildMultiArch");
        cake.Engine.RegisterTask("PushMultiArch").IsDependentOn("BuildMultiArch");
        cake.Engine.RegisterTask("Release").IsDependentOn("Other").IsDependentOn("PushMultiArch");
        cake.Engine.RegisterTask("Nightly").IsDependentOn("Release");
        cake.Engine.RegisterTask("Other");
        cake.Engine.RegisterTask("Default").IsDependentOn("Nightly");
        cake.Engine.RegisterTask("Announced");
        cake.Engine.RegisterTask("Announcement").IsDependentOn("PushMultiArch").IsDependeeOf("Announced");
        return new PublishingTargets(cake.Context).IncludePush();
    }
}
