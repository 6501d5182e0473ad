using System.Text;
using CliWrap;

namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>Starts programs with a chosen environment and nothing else of the test's own.</summary>
internal static class Programs
{
    /// <summary>Longer than any of these programs takes; one that hangs is killed and fails its test.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static Task<Finished> RunAsync(
        string folder, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments) =>
        Start(folder, environment, program, arguments).Ended;

    public static (int Id, Task<Finished> Ended) Start(
        string folder, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        var output = new StringBuilder();
        var error = new StringBuilder();
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        var running = Cli.Wrap("/usr/bin/env")
            .WithArguments(["-i", .. environment.Select(pair => $"{pair.Key}={pair.Value}"), program, .. arguments])
            .WithWorkingDirectory(folder)
            .WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(error))
            .ExecuteAsync(limit.Token);
        return (running.ProcessId, EndAsync());

        async Task<Finished> EndAsync()
        {
            using var limited = limit;
            var result = await running;
            return new Finished(result.ExitCode, output.ToString(), error.ToString());
        }
    }

    /// <summary>The environment of the tests, for the real programs.</summary>
    public static Dictionary<string, string> Inherited()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
            environment[(string)variable.Key] = (string?)variable.Value ?? "";
        return environment;
    }

    /// <summary>Where a program of the system lies.</summary>
    public static string Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"{name} is missing; ./build.sh --setup --target=Test installs it.");
}
