using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;

namespace Cake.MultiArch.IntegrationTests.Soak;

/// <summary>The real runner is ended at a random moment, from its start to after the push, again and again in one storage.</summary>
public class KillSeriesTests(BaseImages baseImages, ITestOutputHelper log)
{
    private const int Sigkill = 9;

    private const int Sigterm = 15;

    private static readonly string[] Strategies = ["manifest", "separate"];

    /// <summary>As a CI system aborts a build: SIGTERM to the program that it started.</summary>
    [Fact]
    public async Task After_SIGTERM_at_any_moment_nothing_runs_or_is_left_and_the_tag_is_whole()
    {
        await using var site = await ChangingSite.CreateAsync(baseImages);
        await RepeatAsync(site, async (run, processes) =>
        {
            run.Signal(Sigterm);
            await run.Process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));

            // What was killed last is gone from the process table a little later.
            (await processes.LeftAfterAsync(TimeSpan.FromSeconds(2))).ShouldBeEmpty(run.Output);
            (await site.LeftoversAsync()).ShouldBeEmpty(run.Output);
        });
    }

    /// <summary>As an agent that runs out of memory or time: SIGKILL to all of the run, which then cannot clean up.</summary>
    [Fact]
    public async Task After_SIGKILL_at_any_moment_the_tag_is_whole_the_next_run_is_right_and_nothing_is_left()
    {
        await using var site = await ChangingSite.CreateAsync(baseImages);
        await RepeatAsync(site, async (run, processes) =>
        {
            run.SignalGroup(Sigkill);
            await run.Process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));

            // A step that was running has a process group of its own and runs to its end.
            (await processes.LeftAfterAsync(TimeSpan.FromSeconds(30))).ShouldBeEmpty(run.Output);
        });
    }

    private async Task RepeatAsync(ChangingSite site, Func<RunningCake, RunProcesses, Task> endAsync)
    {
        site.Write("round 0");
        await site.ShouldPublishAsync(Strategies[0], "round 0");
        for (var round = 1; round <= Rounds.Count; round++)
        {
            var strategy = Strategies[round % Strategies.Length];
            var moment = Random.Shared.NextDouble() * 1.05 * site.Duration;
            var (before, content) = ($"round {round - 1}", $"round {round}");
            log.WriteLine($"{content}, {strategy}: ended after {moment.TotalSeconds:F3} s of {site.Duration.TotalSeconds:F3} s");
            site.Write(content);

            using (var run = site.Start(strategy))
            {
                await Task.WhenAny(run.Process.WaitForExitAsync(), Task.Delay(moment));
                if (!run.Process.HasExited)
                {
                    await endAsync(run, new RunProcesses(run.Process.Id, site.Temporary));
                }

                // `dotnet` itself takes a SIGTERM before it has started Cake for a success.
                var hasBegun = run.Output.Trim().Length > 0;
                string[] possible = run.Process.ExitCode == 0 && hasBegun ? [content] : [before, content];
                possible.ShouldContain(await site.ContentAsync(), run.Output);
            }

            await site.ShouldPublishAsync(strategy, content);
            (await site.LeftoversAsync()).ShouldBeEmpty("the next run removes what the one before it left");
            if (round % 2 == 1)
            {
                await site.ShouldLeaveNothingAsync();
            }
        }
    }
}
