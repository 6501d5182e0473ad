using System.Diagnostics;

namespace Cake.MultiArch.IntegrationTests.Fixtures;

/// <summary>A folder for a Cake script that loads the addin that was just built, and runs it in the real runner.</summary>
public sealed class ScriptFolder : IAsyncDisposable
{
    private readonly TestFolder _folder = new("script");

    private ScriptFolder()
    {
        // Cake loads the dependencies of an addin from beside it; its own assemblies must not lie there a second time.
        foreach (var file in new[] { "Cake.MultiArch.dll", "CliWrap.dll", "ZstdSharp.dll" })
        {
            File.Copy(System.IO.Path.Combine(AppContext.BaseDirectory, file), _folder.Combine(file));
        }
    }

    public string Path => _folder.Path;

    /// <summary>Restores the runner that the repository names.</summary>
    public static async Task<ScriptFolder> CreateAsync()
    {
        _ = (
            await TestProgram.RunAsync(
                "dotnet",
                "tool",
                "restore",
                "--tool-manifest",
                System.IO.Path.Combine(BaseImages.RepositoryRoot, ".config", "dotnet-tools.json")
            )
        ).Text;
        return new ScriptFolder();
    }

    /// <summary>Writes a script that loads the addin and then another script, or goes on with lines of its own.</summary>
    /// <returns>The script's path.</returns>
    public string Write(string script) => _folder.Write("build.cake", $"#r \"{_folder.Combine("Cake.MultiArch.dll")}\"\n{script}\n");

    /// <summary>Starts the runner on the script, as the leader of a process group of its own.</summary>
    public Process Start(params IEnumerable<string> arguments) => Start(arguments, new Dictionary<string, string?>());

    /// <summary>The same with more environment variables.</summary>
    public Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        // A program that a shell runs in the background ignores SIGINT, and so does all that it starts.
        var start = new ProcessStartInfo(
            "env",
            ["--default-signal=INT", "setsid", "dotnet", "cake", _folder.Combine("build.cake"), .. arguments]
        )
        {
            WorkingDirectory = BaseImages.RepositoryRoot,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs the script to its end.</summary>
    public async Task<TestProgramResult> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        using var process = Start(arguments, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new TestProgramResult("dotnet cake", process.ExitCode, await output, await error);
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();
}
