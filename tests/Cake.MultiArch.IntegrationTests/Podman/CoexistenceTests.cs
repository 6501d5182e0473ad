using System.Text.RegularExpressions;
using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Podman;

/// <summary>
/// The addin in one script with Cake.Podman and Cake.Docker, for which stand-ins with their names and parameters are loaded.
/// </summary>
public partial class CoexistenceTests
{
    [Fact]
    public async Task The_example_of_the_documentation_runs_beside_both_addins()
    {
        await using var store = await PodmanStore.CreateAsync();
        await using var folder = await ScriptFolder.CreateAsync();
        await using var context = new TestFolder("context");
        context.Write("Containerfile", "FROM scratch\nCOPY Containerfile /\n");
        folder.Write($"""
            {OtherAddins}
            {Examples()[0]}
            DockerBuild("./there");
            """);

        var result = await folder.RunAsync([$"--web={context.Path}"], Environment(store, context));

        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        var lines = result.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldContain("2 platforms");
        lines.Count(line => line.StartsWith("Cake.Podman:", StringComparison.Ordinal)).ShouldBe(1);
        lines.ShouldContain($"Cake.Podman: build {context.Path}");
        lines.ShouldContain(line => line.StartsWith("linux/", StringComparison.Ordinal));
        lines.ShouldContain("Cake.Docker: build ./there");
    }

    [Fact]
    public async Task Calls_of_Cake_Podman_still_reach_it()
    {
        await using var folder = await ScriptFolder.CreateAsync();
        folder.Write($"""
            {OtherAddins}
            using Cake.Podman.Commands;
            PodmanBuild(new PodmanBuildOptions(), "x");
            PodmanImageInspect("x");
            PodmanLogin("user", "password", "registry");
            PodmanLogin("user", "password");
            PodmanImageTag("x", "y");
            """);

        var result = await folder.RunAsync([], new Dictionary<string, string?>());

        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        result
            .Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe([
                "Cake.Podman: build with options x",
                "Cake.Podman: image inspect x",
                "Cake.Podman: login registry",
                "Cake.Podman: login",
                "Cake.Podman: image tag x",
            ]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task The_example_with_a_script_for_each_addin_runs_and_fails_as_the_other_script_does(int exitCode)
    {
        await using var folder = await ScriptFolder.CreateAsync();
        await using var work = new TestFolder("scripts");
        work.Write("multiarch.cake", $"Information($\"target {{Argument<string>(\"target\")}}\");\nEnvironment.Exit({exitCode});\n");
        folder.Write($"""
            {OtherAddins}
            Context.Environment.WorkingDirectory = "{work.Path}";
            {Examples()[1]}
            """);
        File.Copy(Path.Combine(BaseImages.RepositoryRoot, ".config", "dotnet-tools.json"), work.Combine("dotnet-tools.json"));

        var result = await folder.RunAsync([], new Dictionary<string, string?>());

        (result.ExitCode == 0).ShouldBe(exitCode == 0, result.Output + result.Error);
        result.Output.ShouldContain("target PushMultiArch");
    }

    private static string OtherAddins { get; } = $"#r \"{Path.Combine(AppContext.BaseDirectory, "OtherAddins.dll")}\"";

    private static List<string> Examples() =>
        [
            .. Block()
                .Matches(File.ReadAllText(Path.Combine(BaseImages.RepositoryRoot, "docs", "migration.md")))
                .Select(match => match.Groups[1].Value),
        ];

    private static Dictionary<string, string?> Environment(PodmanStore store, TestFolder folder) =>
        new(store.Environment)
        {
            ["CONTAINERS_STORAGE_CONF"] = folder.Write(
                "storage.conf",
                $"[storage]\ndriver = \"{store.Driver}\"\ngraphroot = \"{store.Root}\"\nrunroot = \"{store.RunRoot}\"\n"
            ),
        };

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Block();
}
