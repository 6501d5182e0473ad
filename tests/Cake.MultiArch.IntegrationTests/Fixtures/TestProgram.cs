using CliWrap;
using CliWrap.Buffered;

namespace Cake.MultiArch.IntegrationTests.Fixtures;

/// <summary>Runs a real program, independently of the code under test. A program that is missing fails the test.</summary>
public static class TestProgram
{
    /// <summary>Runs a program to its end, whatever its exit code is.</summary>
    public static Task<TestProgramResult> RunAsync(string program, params IEnumerable<string> arguments) =>
        RunAsync(program, arguments, new Dictionary<string, string?>());

    /// <summary>Runs a program to its end with more environment variables, whatever its exit code is.</summary>
    public static async Task<TestProgramResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?> environment
    )
    {
        var words = arguments.ToList();
        var result = await Cli.Wrap(program)
            .WithArguments(words)
            .WithEnvironmentVariables(environment)
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync();
        return new TestProgramResult($"{program} {string.Join(' ', words)}", result.ExitCode, result.StandardOutput, result.StandardError);
    }
}

/// <summary>How a program ended.</summary>
/// <param name="Command">The command line, for messages.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">All of its standard output.</param>
/// <param name="Error">All of its standard error.</param>
public sealed record TestProgramResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Standard output without its last line end, of a program that must have succeeded.</summary>
    public string Text => ExitCode == 0
        ? Output.TrimEnd('\n')
        : throw new InvalidOperationException($"{Command} ended with exit code {ExitCode}.\n{Output}{Error}");
}
