using System.Globalization;
using Cake.MultiArch.Build;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Storage;
using Cake.MultiArch.Testing;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Build;

/// <summary>A test of the builder against the FakePodman program.</summary>
public abstract class BuilderTest : PodmanTest
{
    private protected const string Id = "sha256:0f213eda66bcae5be674993a3b0c208eb93c9ded7497cd5d4bb8e6f68691bb6a";

    private protected BuilderTest() => Environment.Variables["TMPDIR"] = Fake.Combine("tmp");

    private protected BuildProgress Progress { get; } = new();

    private protected string Containerfile => Fake.Combine("ctx/Containerfile");

    /// <summary>Builds the Containerfile as a run with these arguments would.</summary>
    private protected async Task<BuiltImage> BuildAsync(string containerfile, params string[] arguments)
    {
        var (source, plan) = await PlanAsync(containerfile, arguments);
        return await BuildAsync(source, plan);
    }

    private protected async Task<BuiltImage> BuildAsync(SourceBuilds source, BuildPlan plan)
    {
        using var folder = RunFolder.Create(Host);
        var builder = new Builder(Host, Podman, source.Wanted, folder, source.Wanted.AuthFile, new MadeImages(RunJournal.None), Progress);
        return await builder.BuildAsync(plan, Token);
    }

    /// <summary>Plans the build of the Containerfile as a run with these arguments would.</summary>
    private protected async Task<(SourceBuilds Source, BuildPlan Plan)> PlanAsync(string containerfile, params string[] arguments)
    {
        Directory.CreateDirectory(Fake.Combine("ctx"));
        await File.WriteAllTextAsync(Containerfile, containerfile, Token);
        var cake = new TestCake(Fake.Folder, ["--context=ctx", "--isolation=chroot", .. arguments]);
        var settings = new SettingsReader(Host, cake.Context.Arguments, new MultiArchDefinition()).Read();
        var source = SourceBuilds.Read(settings, Fake.Folder, await Podman.VersionAsync(new PodmanVersionSettings(), Token));
        return (source, new Planner(Host).Plan(source, [], "run1"));
    }

    /// <summary>The images of a list as podman 4 tells them.</summary>
    private protected static string Images(params IEnumerable<string> platforms) => $"[{string.Join(',', platforms.Select((platform, i) =>
        $$"""{"Id":"{{ImageId(i)["sha256:".Length..]}}","Os":"{{platform.Split('/')[0]}}","Architecture":"{{platform.Split('/')[1]}}","Size":{{1000 + i}}}"""))}]";

    private protected static string ImageId(int number) => "sha256:" + (0xa0 + number).ToString("x64", CultureInfo.InvariantCulture);

    /// <summary>The calls of a command, oldest first.</summary>
    private protected IReadOnlyList<FakeCall> CallsOf(string words) =>
        [.. Fake.Calls.Where(call => call.Line.Contains($" {words} ", StringComparison.Ordinal))];

    private protected static IEnumerable<Platform> PlatformsOf(FakeCall build) => build.Arguments
        .Where(argument => argument.StartsWith("--platform=", StringComparison.Ordinal))
        .SelectMany(argument => argument["--platform=".Length..].Split(','))
        .Select(Platform.Parse);
}
