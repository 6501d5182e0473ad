using System.Reflection;
using System.Text.RegularExpressions;
using Cake.Core;
using Cake.Frosting;
using Cake.MultiArch.Frosting;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Frosting;

/// <summary>The tasks that a program gets, and how it replaces, skips and inserts one.</summary>
public partial class MultiArchTasksTests : HostTest
{
    /// <summary>A target means the same in a script and in a program.</summary>
    [Fact]
    public void They_are_those_of_the_recipe()
    {
        var recipe = RecipeTask()
            .Matches(File.ReadAllText(Path.Combine(Approved.RepositoryRoot, "recipes", "multiarch.cake")))
            .Select(match =>
                Text(
                    match.Groups["name"].Value,
                    match.Groups["description"].Value,
                    match.Groups["other"].Captures.Select(other => other.Value)
                )
            );

        var tasks = typeof(IMultiArchContext)
            .Assembly.GetExportedTypes()
            .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IFrostingTask)));

        tasks.ShouldAllBe(task => task.IsAssignableTo(typeof(AsyncFrostingTask<IMultiArchContext>)));
        tasks.Select(task => Text(NameOf(task), task.GetCustomAttribute<TaskDescriptionAttribute>()!.Description,
            task.GetCustomAttributes<IsDependentOnAttribute>().Select(other => NameOf(other.Task)))).ShouldBe(recipe, ignoreOrder: true);
    }

    [Fact]
    public void They_come_in_the_order_of_the_stages()
    {
        Host().UseContext<Context>().UseMultiArch().Run(["--target=PushMultiArch", "--dryrun"]).ShouldBe(0, Log.Text);

        Planned.ShouldBe(["CheckMultiArch", "CloneMultiArch", "EnsureBinfmt", "BuildMultiArch", "PushMultiArch"]);
    }

    [Fact]
    public void One_that_is_left_out_gives_its_place_to_the_programs_own()
    {
        var host = Host(typeof(OwnBinfmt)).UseContext<Context>().UseMultiArch(tasks => tasks.Without<EnsureBinfmtTask>());

        host.Run(["--target=BuildMultiArch", "--dryrun"]).ShouldBe(0, Log.Text);

        Planned.ShouldBe(["CheckMultiArch", "CloneMultiArch", "EnsureBinfmt", "BuildMultiArch"]);
    }

    [Fact]
    public void The_programs_own_is_what_runs()
    {
        Host(typeof(OwnBinfmt))
            .UseContext<Context>()
            .UseMultiArch(tasks => tasks.Without<EnsureBinfmtTask>())
            .Run(["--target=EnsureBinfmt"])
            .ShouldBe(0, Log.Text);

        Journal.Text.ShouldBe("OwnBinfmt");
    }

    [Fact]
    public void Several_can_be_left_out_and_the_programs_own_can_be_skipped()
    {
        var host = Host(typeof(OwnBuild), typeof(PushOnRelease), typeof(Other)).UseContext<Context>()
            .UseMultiArch(tasks => tasks.Without<BuildMultiArchTask>().Without<PushMultiArchTask>());

        host.Run(["--target=Other"]).ShouldBe(0, Log.Text);

        Journal.Text.ShouldBe("OwnBuild Other");
    }

    [Fact]
    public void One_that_is_not_left_out_cannot_be_there_twice()
    {
        Host(typeof(OwnBinfmt)).UseContext<Context>().UseMultiArch().Run(["--target=EnsureBinfmt"]).ShouldBe(1);

        Journal.Text.ShouldBeEmpty();
    }

    [Fact]
    public void A_step_can_be_put_between_two_of_them()
    {
        Host(typeof(Lint)).UseContext<Context>().UseMultiArch().Run(["--target=PushMultiArch", "--dryrun"]).ShouldBe(0, Log.Text);

        var planned = Planned.ToList();
        planned.Count.ShouldBe(6);
        planned.IndexOf("Lint").ShouldBeGreaterThan(planned.IndexOf("CloneMultiArch"));
        planned.IndexOf("Lint").ShouldBeLessThan(planned.IndexOf("BuildMultiArch"));
    }

    [Fact]
    public void A_context_without_a_run_gets_a_warning_for_each_and_no_task()
    {
        Host(typeof(Lonely)).UseMultiArch().Run(["--target=Lonely"]).ShouldBe(0, Log.Text);

        Log.Lines.Count(line => line.Contains(nameof(IMultiArchContext), StringComparison.Ordinal)).ShouldBe(9);
        Journal.Text.ShouldBe("Lonely");
    }

    private IEnumerable<string> Planned => Log.Lines.Where(line => char.IsDigit(line.FirstOrDefault())).Select(line => line.Split(' ')[1]);

    private static string NameOf(Type task) => task.GetCustomAttribute<TaskNameAttribute>()!.Name;

    private static string Text(string name, string description, IEnumerable<string> others) =>
        $"{name}: {description} <- {string.Join(", ", others)}";

    [GeneratedRegex("""Task\("(?<name>\w+)"\)\s+\.Description\("(?<description>[^"]+)"\)(?:\s+\.IsDependentOn\("(?<other>\w+)"\))*""")]
    private static partial Regex RecipeTask();

    private sealed class Context(ICakeContext cake) : FrostingContext(cake), IMultiArchContext
    {
        public MultiArchRun MultiArch { get; } = MultiArchRun.From(cake);
    }

    [TaskName("EnsureBinfmt")]
    private sealed class OwnBinfmt(Journal journal) : JournalTask<Context>(journal);

    [TaskName("BuildMultiArch")]
    private sealed class OwnBuild(Journal journal) : JournalTask<Context>(journal);

    [TaskName("PushMultiArch")]
    [IsDependentOn(typeof(BuildMultiArchTask))]
    private sealed class PushOnRelease(Journal journal) : JournalTask<Context>(journal)
    {
        public override bool ShouldRun(Context context) => context.Arguments.HasArgument("release");
    }

    [IsDependentOn(typeof(CloneMultiArchTask))]
    [IsDependeeOf(typeof(BuildMultiArchTask))]
    private sealed class Lint(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(PushMultiArchTask))]
    private sealed class Other(Journal journal) : JournalTask(journal);

    private sealed class Lonely(Journal journal) : JournalTask(journal);
}
