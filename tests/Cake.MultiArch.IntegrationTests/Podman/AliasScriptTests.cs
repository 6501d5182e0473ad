using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Xml.Linq;
using Cake.Core;
using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Podman;

/// <summary>What a user does: a script, the runner, podman.</summary>
public class AliasScriptTests(BaseImages images)
{
    private const string Password = "p4ss-w0rd-of-the-test";

    private static string Script { get; } =
        Path.Combine(BaseImages.RepositoryRoot, "tests/Cake.MultiArch.IntegrationTests/Podman/aliases.cake");

    [Fact]
    public async Task Every_alias_works_in_a_script_in_every_form()
    {
        await using var store = await PodmanStore.CreateAsync();
        await using var registry = await images.StartRegistryAsync(new() { Username = "ci", Password = Password });
        await using var folder = await ScriptFolder.CreateAsync();
        await using var context = new TestFolder("context");

        // Nothing is pulled, so the build needs no login; the file's name differs, or podman would take one platform's layer for the
        // other's.
        context.Write("hello", "hello");
        context.Write("Containerfile", "FROM scratch\nARG TARGETARCH\nCOPY hello /hello-$TARGETARCH\n");
        folder.Write($"#load \"{Script}\"");

        var result = await folder.RunAsync(Arguments(store, context, registry, folder), Environment(store));

        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        var called = typeof(PodmanAliases)
            .Assembly.GetExportedTypes()
            .Where(type => type.Name.EndsWith("Aliases", StringComparison.Ordinal) && type != typeof(MultiArchAliases))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(ICakeContext))
            .ToList();
        result
            .Output.Split('\n')
            .Count(line => line.StartsWith("right: ", StringComparison.Ordinal))
            .ShouldBeGreaterThanOrEqualTo(called.Count);
        called
            .Select(method => method.Name)
            .Distinct()
            .ShouldAllBe(name => result.Output.Contains($"right: {name}(", StringComparison.Ordinal));
        (result.Output + result.Error).ShouldNotContain(Password);
    }

    [Theory]
    [InlineData(UnixSignal.Interrupt, "SIGINT")]
    [InlineData(UnixSignal.Terminate, "SIGTERM")]
    public async Task A_signal_interrupts_podman_and_fails_the_script_in_order(int signal, string name)
    {
        await using var store = await PodmanStore.CreateAsync();
        await using var registry = await images.StartRegistryAsync();
        await using var folder = await ScriptFolder.CreateAsync();
        await using var context = new TestFolder("context");
        var seconds = Random.Shared.Next(100_000, 900_000).ToString(CultureInfo.InvariantCulture);
        context.Write("Containerfile", $"FROM {registry.Address}/base:1\nRUN sleep {seconds}\n");
        folder.Write($"#load \"{Script}\"");

        using var cake = folder.Start([.. Arguments(store, context, registry, folder), "--target=After"], Environment(store));
        var output = cake.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = cake.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var patience = Stopwatch.StartNew();
        while (!Sleepers(seconds).Any())
        {
            (cake.HasExited ? await output + await error : "").ShouldBeEmpty();
            patience.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        // Ctrl-C reaches the terminal's whole group; Jenkins signals the process that it started.
        if (signal == UnixSignal.Interrupt)
        {
            UnixSignal.SendToGroup(cake.Id, signal);
        }
        else
        {
            UnixSignal.Send(cake.Id, signal);
        }

        await cake.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        cake.ExitCode.ShouldNotBe(0);
        var text = await output + await error;
        text.ShouldContain("MA1105");
        text.ShouldContain($"{name} was received.");
        text.ShouldContain("teardown");
        text.Split('\n').ShouldNotContain("after");
        Sleepers(seconds).ShouldBeEmpty();
        (await store.PodmanAsync("manifest", "exists", "localhost/aliases:1")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Every_example_of_the_documentation_compiles()
    {
        var examples = XDocument.Load(Path.ChangeExtension(typeof(PodmanAliases).Assembly.Location, ".xml"))
            .Descendants("example").Descendants("code").Select(code => code.Value).ToList();
        examples.Count.ShouldBeGreaterThan(30);
        var script = new StringBuilder();
        foreach (var (i, example) in examples.Index())
        {
            var lambda = example.Contains("await ", StringComparison.Ordinal) ? "async () =>" : "() =>";
            script.AppendLine(CultureInfo.InvariantCulture, $"Task(\"Example{i}\").Does({lambda}\n{{\n{example}\n}});");
        }

        script.AppendLine("RunTarget(\"Example0\");");
        await using var folder = await ScriptFolder.CreateAsync();
        folder.Write(script.ToString());

        var result = await folder.RunAsync(["--dryrun"], new Dictionary<string, string?>());

        result.ExitCode.ShouldBe(0, result.Output + result.Error + script);
    }

    private static IEnumerable<string> Arguments(PodmanStore store, TestFolder context, LoopbackRegistry registry, ScriptFolder folder) =>
        [
            $"--context={context.Path}",
            $"--registry={registry.Address}",
            $"--root={store.Root}",
            $"--runroot={store.RunRoot}",
            $"--driver={store.Driver}",
            $"--authfile={folder.Path}/auth.json",
            $"--layouts={folder.Path}",
        ];

    private static Dictionary<string, string?> Environment(PodmanStore store) => new(store.Environment)
    {
        ["TEST_PASSWORD"] = Password,
        ["CONTAINERS_STORAGE_CONF"] = store.StorageConf,
    };

    private static IEnumerable<string> Sleepers(string seconds) => Directory.EnumerateDirectories("/proc")
        .Select(process =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return "";
            }
        })
        .Where(command => command.StartsWith("sleep\0", StringComparison.Ordinal) && command.Contains(seconds, StringComparison.Ordinal));
}
