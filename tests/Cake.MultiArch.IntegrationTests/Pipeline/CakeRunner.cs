using System.Diagnostics;
using System.Text;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Frosting;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>Starts the repository's build in the real Cake runner, with the addin that build.sh makes.</summary>
public static class CakeRunner
{
    /// <summary>Makes the addin, so that a run starts at once.</summary>
    public static async Task PrepareAsync() =>
        _ = (await TestProgram.RunAsync("sh", [Path.Combine(BaseImages.RepositoryRoot, "build.sh"), "--target=Default"], Clean)).Text;

    /// <summary>Runs <c>dotnet cake</c> to its end.</summary>
    public static Task<TestProgramResult> RunAsync(params string[] arguments) =>
        TestProgram.RunAsync("dotnet", ["cake", Script, .. arguments], Clean);

    /// <summary>
    /// Runs <c>dotnet cake</c> as the user that OpenShift starts a pod as, with the host's own podman, which keeps its files in a folder.
    /// </summary>
    public static Task<TestProgramResult> RunAsArbitraryUserAsync(string folder, params string[] arguments) => TestProgram.RunAsync(
        ArbitraryUser.Words[0],
        [.. ArbitraryUser.Words.Skip(1), "dotnet", "cake", Script, .. arguments],
        new Dictionary<string, string?>(Clean)
        {
            ["PATH"] = $"/usr/bin:{Environment.GetEnvironmentVariable("PATH")}",
            ["TMPDIR"] = folder,
            ["XDG_CONFIG_HOME"] = folder,
            ["XDG_DATA_HOME"] = folder,
        });

    /// <summary>Runs the build program in <c>samples/frosting</c> to its end.</summary>
    public static Task<TestProgramResult> RunSampleAsync(params string[] arguments) =>
        TestProgram.RunAsync(FrostingProgram.Sample, arguments, Clean);

    /// <summary>Starts <c>dotnet cake</c> in a process group of its own, whose number is that of the process.</summary>
    public static RunningCake Start(IEnumerable<string> arguments, Dictionary<string, string> variables) =>
        Start(["dotnet", "cake", Script, .. arguments], variables);

    /// <summary>Starts a Frosting program in the same way.</summary>
    public static RunningCake StartProgram(string program, IEnumerable<string> arguments, Dictionary<string, string> variables) =>
        Start([program, .. arguments], variables);

    private static RunningCake Start(string[] command, Dictionary<string, string> variables)
    {
        // A program that a shell runs in the background ignores SIGINT, and so does all that it starts.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "setsid", .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = BaseImages.RepositoryRoot,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        foreach (var name in Clean.Keys)
        {
            start.Environment[name] = Clean[name];
        }

        return new RunningCake(Process.Start(start)!);
    }

    public static string Script => Path.Combine(BaseImages.RepositoryRoot, "build.cake");

    /// <summary>What the test runner sets for itself must not reach the program under test.</summary>
    public static IReadOnlyDictionary<string, string?> Clean { get; } = new Dictionary<string, string?>
    {
        ["NO_COLOR"] = "1",
        ["MSBuildSDKsPath"] = null,
        ["MSBuildExtensionsPath"] = null,
        ["DOTNET_HOST_PATH"] = null,
    };
}

/// <summary>A running Cake and what it has written so far.</summary>
public sealed class RunningCake : IDisposable
{
    private readonly StringBuilder _output = new();
    private readonly List<(string Words, TaskCompletionSource Said)> _awaited = [];

    public RunningCake(Process process)
    {
        Process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Process Process { get; }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Waits until the program has written these words.</summary>
    public async Task SaysAsync(string words)
    {
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_output)
        {
            _awaited.Add((words, said));
        }

        Keep(null);
        var first = await Task.WhenAny(said.Task, Process.WaitForExitAsync()).WaitAsync(TimeSpan.FromSeconds(60));
        if (first != said.Task)
        {
            throw new InvalidOperationException($"The program has ended without saying \"{words}\".\n{Output}");
        }
    }

    /// <summary>Sends a signal to the program that was started, as a CI system does it to abort.</summary>
    public void Signal(int signal) => UnixSignal.Send(Process.Id, signal);

    /// <summary>Sends a signal to its whole process group, as a terminal does it for Ctrl-C.</summary>
    public void SignalGroup(int signal) => UnixSignal.SendToGroup(Process.Id, signal);

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
        }

        Process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            if (line is not null)
            {
                _output.AppendLine(line);
            }

            var output = _output.ToString();
            foreach (var (words, said) in _awaited.Where(awaited => output.Contains(awaited.Words, StringComparison.Ordinal)))
            {
                said.TrySetResult();
            }
        }
    }
}
