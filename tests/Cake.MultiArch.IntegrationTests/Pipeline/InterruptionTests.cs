using System.Diagnostics;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Problems;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>
/// The real runner is interrupted in the middle of a RUN step, where podman itself ends with exit code 0 (case A15) and leaves
/// its step running.
/// </summary>
public class InterruptionTests(BaseImages baseImages)
{
    [Theory]
    [InlineData(15, "SIGTERM", "manifest")]
    [InlineData(15, "SIGTERM", "separate")]
    [InlineData(2, "SIGINT", "manifest")]
    public async Task A_run_that_is_interrupted_fails_and_leaves_nothing_running_or_half_made(int signal, string name, string strategy)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var temporary = Directory.CreateDirectory(host.Folder.Combine("tmp")).FullName;
        var seconds = $"{Random.Shared.Next(5000, 9000)}.{Environment.ProcessId}";
        var context = Path.Combine(host.WorkingDirectory, host.Context("site", $"FROM {host.Base}\nRUN echo begun; sleep {seconds}\n"));
        var report = host.Folder.Combine("report");
        await CakeRunner.PrepareAsync();
        using var run = CakeRunner.Start(
            [
                "--target=PushMultiArch", $"--context={context}", $"--image={host.Reference("site")}", "--platform=linux/amd64,linux/arm64",
                $"--strategy={strategy}", "--tls-verify=false", $"--report={report}",
            ],
            new() { ["TMPDIR"] = temporary });
        await WaitUntilAsync(() => Sleeping(seconds).Count > 0, run);

        if (name == "SIGINT")
        {
            run.SignalGroup(signal);
        }
        else
        {
            run.Signal(signal);
        }

        await run
            .Process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        run.Process.ExitCode.ShouldNotBe(0, run.Output);
        run.Output.ShouldContain("MA1105");
        run.Output.ShouldContain(name);
        Sleeping(seconds).ShouldBeEmpty("the step still runs");
        (await host.LeftoversAsync()).ShouldBeEmpty();
        (await new Published(host.Registry.CreateClient(), "site").DigestAsync()).ShouldBeNull();
        Directory
            .GetFileSystemEntries(temporary)
            .ShouldNotContain(entry => Path.GetFileName(entry).StartsWith("cake-multiarch", StringComparison.Ordinal));
        JObject.Parse(await File.ReadAllTextAsync(Path.Combine(report, "multiarch-report.json"), TestContext.Current.CancellationToken))[
            "error"
        ]!["id"]!
            .Value<string>()
            .ShouldBe("MA1105");
    }

    [Fact]
    public async Task A_signal_during_the_clean_up_waits_for_its_end()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = Path.Combine(host.WorkingDirectory, host.Context("site", $"FROM {host.Base}\nLABEL a=b\n"));
        await CakeRunner.PrepareAsync();
        using var run = CakeRunner.Start(
            [
                "--target=PushMultiArch", $"--context={context}", $"--image={host.Reference("site")}", "--platform=linux/amd64,linux/arm64",
                "--tls-verify=false", $"--report={host.Folder.Combine("report")}",
            ],
            []);
        await WaitUntilAsync(() => run.Output.Contains("TearDown", StringComparison.Ordinal), run);

        run.Signal(UnixSignal.Terminate);
        await run
            .Process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        (await host.LeftoversAsync()).ShouldBeEmpty(run.Output);
        (await new Published(host.Registry.CreateClient(), "site").PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
    }

    /// <summary>An abort that reaches a program first is not taken for that program's failure.</summary>
    [Fact]
    public async Task A_failure_that_comes_with_a_signal_is_owed_to_it_and_one_without_is_not()
    {
        var interrupted = await Should.ThrowAsync<MultiArchException>(
            FailAsync(() => UnixSignal.Send(Environment.ProcessId, UnixSignal.Terminate))
        );
        var failed = await Should.ThrowAsync<MultiArchException>(FailAsync(() => { }));

        interrupted.Problem.Id.ShouldBe("MA1105");
        failed.Problem.Id.ShouldBe("MA1494");

        static Task<bool> FailAsync(Action before) => Interruptible.RunAsync<bool>(
            "Build",
            _ =>
            {
                before();
                throw new IOException("The program ended.");
            },
            CancellationToken.None);
    }

    private static List<int> Sleeping(string seconds) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(id => int.TryParse(id, out _))
            .Where(id => CommandLine(id!).EndsWith($"sleep\0{seconds}\0", StringComparison.Ordinal))
            .Select(id => int.Parse(id!, System.Globalization.CultureInfo.InvariantCulture)),
    ];

    private static string CommandLine(string id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }

    private static async Task WaitUntilAsync(Func<bool> condition, RunningCake run)
    {
        var patience = Stopwatch.StartNew();
        while (!condition())
        {
            if (patience.Elapsed > TimeSpan.FromSeconds(60) || run.Process.HasExited)
            {
                throw new InvalidOperationException("The step did not begin.\n" + run.Output);
            }

            await Task.Delay(50);
        }
    }
}
