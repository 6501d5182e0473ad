using System.Globalization;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Frosting;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Cake.MultiArch.IntegrationTests.Soak;

namespace Cake.MultiArch.IntegrationTests.Clean;

/// <summary>A run in a process of its own whose build waits in a step until the test lets it go on or kills it.</summary>
public sealed class HeldRun : IDisposable
{
    private readonly RunningCake _run;
    private readonly string _temporary;
    private readonly string _seconds;

    private HeldRun(RunningCake run, string temporary, string seconds)
    {
        _run = run;
        _temporary = temporary;
        _seconds = seconds;
    }

    public string Output => _run.Output;

    /// <summary>The run's folder.</summary>
    public string Folder =>
        Directory.GetDirectories(_temporary, "cake-multiarch-*").Single(folder => Directory.Exists(Path.Combine(folder, "source")));

    public string RunId => Path.GetFileName(Folder)["cake-multiarch-".Length..];

    /// <summary>Starts BuildMultiArch and waits until the step has begun. Images are made before it.</summary>
    public static async Task<HeldRun> StartAsync(PipelineHost host)
    {
        var temporary = Directory.CreateDirectory(host.Folder.Combine("tmp")).FullName;
        var seconds = $"{Random.Shared.Next(5000, 9000)}.{Environment.ProcessId}";
        var context = host.Context(
            "held",
            $"FROM {host.Base}\nRUN : {seconds}\nRUN echo the step has be''gun; sleep {seconds} || :\nRUN echo after\n"
        );
        var run = CakeRunner.StartProgram(
            FrostingProgram.Plain,
            [
                "--target=BuildMultiArch",
                $"--context={Path.Combine(host.WorkingDirectory, context)}",
                "--platform=linux/amd64",
                $"--image={host.Reference("held")}",
                $"--report={host.Folder.Combine("report")}",
                "--tls-verify=false",
                "--verbosity=verbose",
            ],
            new() { ["TMPDIR"] = temporary });
        await run.SaysAsync("the step has begun");
        return new HeldRun(run, temporary, seconds);
    }

    /// <summary>Ends the step; the run goes on to its end.</summary>
    public async Task<int> GoOnAsync()
    {
        foreach (
            var process in new RunProcesses(_run.Process.Id, _seconds)
                .Left()
                .Where(line => line.EndsWith($" sleep {_seconds}", StringComparison.Ordinal))
        )
        {
            Kill(process);
        }

        await _run.Process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _run.Process.ExitCode;
    }

    /// <summary>As an agent that runs out of memory: all of it is gone at once, also the step, which has a session of its own.</summary>
    public async Task KillAsync()
    {
        _run.SignalGroup(UnixSignal.Kill);
        await _run.Process.WaitForExitAsync();
        foreach (var process in new RunProcesses(_run.Process.Id, _temporary).Left())
        {
            Kill(process);
        }
    }

    public void Dispose() => _run.Dispose();

    private static void Kill(string process) =>
        UnixSignal.Send(int.Parse(process.Split(' ')[0], CultureInfo.InvariantCulture), UnixSignal.Kill);
}
