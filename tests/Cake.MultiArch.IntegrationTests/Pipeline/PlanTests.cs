using System.Globalization;
using System.Text.RegularExpressions;
using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>The plan's commands, pasted into a shell, build what the run builds; planning itself does nothing.</summary>
public class PlanTests(BaseImages baseImages)
{
    private const string Password = "pa$$ 'word\"";

    [Fact]
    public async Task One_build_for_all_platforms()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();
        host.Context("site", $"FROM {host.Base}\nARG TARGETARCH\nRUN echo $TARGETARCH > /arch\nCOPY page /page\n", ("page", "hello"));

        var list = await ShouldBuildWhatTheRunBuildsAsync(host, "site", ["--platform=linux/amd64,linux/arm64,linux/s390x"]);

        (await (await PublishAsync(host, list)).FileAsync("s390x", "/arch")).ShouldBe("s390x\n");
    }

    /// <summary>Up to podman 5.4 the plan says which lines of the first file to change.</summary>
    [Theory]
    [InlineData("$BUILDPLATFORM", "")]
    [InlineData("linux/amd64", "--platform=$TARGETPLATFORM ")]
    public async Task A_file_that_cross_compiles(string builder, string target)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();
        host.Context("cross", $"FROM \\\n  --platform={builder} {host.Base} AS build\nARG TARGETARCH\nRUN echo \"$TARGETARCH from $(uname -m)\" > /made\nFROM {target}{host.Base}\nCOPY --from=build /made /made\nRUN uname -m > /ran\n");

        var list = await ShouldBuildWhatTheRunBuildsAsync(host, "cross", ["--platform=linux/amd64,linux/arm64"]);

        var published = await PublishAsync(host, list);
        (await published.FileAsync("arm64", "/made")).ShouldBe("arm64 from x86_64\n");
        (await published.FileAsync("arm64", "/ran")).ShouldBe("aarch64\n");
        var plan = Document(host);
        var arm = plan["images"]![0]!["platforms"]![1]!;
        arm["mode"]!.Value<string>().ShouldBe("emulated");
        arm["stages"]!.Select(stage => $"{stage["name"]} {stage["line"]} {stage["mode"]}").ShouldBe(["build 1 cross", "1 5 emulated"]);
        arm["emulatedSteps"]!.Single()["line"]!.Value<int>().ShouldBe(7);
        if (target.Length > 0)
        {
            Changes(plan).ShouldBeEmpty("every podman reads this file as it is meant");
        }
    }

    [Fact]
    public async Task Builds_of_their_own_from_a_clone_with_a_login()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages, new LoopbackRegistryOptions { Username = "ci", Password = Password });
        await CakeRunner.PrepareAsync();
        var origin = await SeedRepository.CreateAsync(host, "page");

        // No two clones have the same .git: its index has the times of the files.
        host.Folder.Write("origin/.dockerignore", ".git\n");
        await origin.CommitAsync("another page");
        host.Set("MULTIARCH_REGISTRY_USERNAME", "ci");
        host.Set("MULTIARCH_REGISTRY_PASSWORD", Password);
        host.Set("SECRET_OF_THE_BUILD", "not for the plan");

        _ = await ShouldBuildWhatTheRunBuildsAsync(
            host, ".", [$"--git-url={origin.Url}", "--strategy=separate", "--platform=linux/amd64,linux/arm64", "--build-arg=SECRET_OF_THE_BUILD"]);

        var plan = Document(host);
        plan.ToString().ShouldNotContain("pa$$");
        plan.ToString().ShouldNotContain("not for the plan");
        plan["ownSteps"]!.Select(step => step["stage"]!.Value<string>()).ShouldBe(
            ["Check", "Clone", "EnsureBinfmt", "Build", "VerifyFiles", "Assemble", "Push", "Verify", "Tag", "CleanUp"]);
    }

    [Theory]
    [InlineData("--strategy=manifest")]
    [InlineData("--strategy=separate")]
    public async Task A_shared_stage_runs_once(string strategy)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var shared = host.Context("shared", $"FROM --platform=$BUILDPLATFORM {host.Base} AS assets\nRUN cat /proc/sys/kernel/random/uuid > /once && sleep 1\nFROM {host.Base}\nCOPY --from=assets /once /once\n");

        var result = await host.PushAsync($"--context={shared}", $"--image={host.Reference("shared")}", "--platform=linux/amd64,linux/arm64,linux/s390x", strategy);

        result.ShouldHaveSucceeded();
        var published = new Published(host.Registry.CreateClient(), "shared");
        var once = await published.FileAsync("amd64", "/once");
        (await published.FileAsync("arm64", "/once")).ShouldBe(once, result.Log.Text);
        (await published.FileAsync("s390x", "/once")).ShouldBe(once);
    }

    [Fact]
    public async Task Planning_changes_nothing_and_leaves_the_report_of_the_last_run()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var site = host.Context("site", $"FROM {host.Base}\nRUN uname -m > /machine\n");
        var report = host.Folder.Write("work/artifacts/multiarch-report.json", "{\"of\": \"the last run\"}");
        var before = Directory.GetFileSystemEntries(host.WorkingDirectory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        host.Set("TMPDIR", host.Folder.Combine("tmp"));
        Directory.CreateDirectory(host.Folder.Combine("tmp"));

        var result = await host.RunAsync(run => run.PlanAsync(), [$"--context={site}"]);

        result.ShouldHaveSucceeded();
        result.NormalLog.ShouldContain("linux/arm64  emulated");
        Directory.GetFileSystemEntries(host.WorkingDirectory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ShouldBe(before);
        (await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken)).ShouldBe("{\"of\": \"the last run\"}");
        Directory.GetFileSystemEntries(host.Folder.Combine("tmp")).ShouldBeEmpty();
        (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_log_says_which_copy_an_old_podman_is_given()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var cross = host.Context("cross", $"FROM --platform=$BUILDPLATFORM {host.Base} AS build\nRUN uname -m > /made\nFROM scratch\nCOPY --from=build /made /made\n");

        var result = await host.PushAsync($"--context={cross}", $"--image={host.Reference("cross")}", "--platform=linux/riscv64", "--binfmt=verify");

        result.ShouldHaveSucceeded();
        (await new Published(host.Registry.CreateClient(), "cross").FileAsync("riscv64", "/made")).ShouldBe("x86_64\n");
        var isOld = Version.Parse(result.Report["engine"]!["version"]!.Value<string>()!) < Containerfile.ExpandsFromPlatform;
        result.NormalLog.Contains($"It is given a copy with line 1: FROM --platform=linux/amd64 {host.Base} AS build", StringComparison.Ordinal).ShouldBe(isOld);
    }

    [Fact]
    public async Task The_log_is_free_of_all_but_the_document_where_that_is_asked_for()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();
        var site = host.Context("site", $"FROM {host.Base}\n");

        var result = await CakeRunner.RunAsync("--target=PlanMultiArch", $"--context={Path.Combine(host.WorkingDirectory, site)}", "--format=json", "--verbosity=quiet", "--no-report");

        JObject.Parse(result.Text)["schemaVersion"]!.Value<int>().ShouldBe(1);
        result.Error.ShouldBeEmpty();
        (await CakeRunner.RunAsync("--target=PlanMultiArch", $"--context={Path.Combine(host.WorkingDirectory, site)}", "--format=junit")).ExitCode.ShouldNotBe(0);
    }

    /// <summary>
    /// Plans, does what the plan asks for before the paste, pastes, runs, and compares the two lists in podman's storage.
    /// </summary>
    /// <returns>The list that was pasted.</returns>
    private static async Task<string> ShouldBuildWhatTheRunBuildsAsync(PipelineHost host, string context, string[] arguments)
    {
        host.Set("TMPDIR", host.Folder.Combine("tmp"));
        Directory.CreateDirectory(host.Folder.Combine("tmp"));
        var isClone = arguments.Any(argument => argument.StartsWith("--git-url", StringComparison.Ordinal));
        var path = isClone ? context : Path.Combine(host.WorkingDirectory, context);

        // Podman 4.3 can miss its layer cache when it builds platforms at once.
        string[] all =
        [
            $"--context={path}", "--jobs=1", "--tls-verify=false", $"--report={host.Folder.Combine("report")}", $"--image={host.Reference("image")}", .. arguments,
        ];
        var plan = await PlanAsync(host, all);

        await PasteAsync(host, plan, isClone ? await CloneAsync(host, plan) : path);
        var run = await CakeRunner.RunAsync([.. all, "--target=BuildMultiArch"]);

        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        var pasted = ListName(await CommandsAsync(host));
        var built = ListName(run.Output[run.Output.IndexOf("Built localhost/", StringComparison.Ordinal)..]);
        built.ShouldNotBe(pasted);
        (await EntriesAsync(pasted)).ShouldBe(await EntriesAsync(built));
        return pasted;
    }

    private static string ListName(string text) => Regex.Match(text, "localhost/multiarch/image:[0-9a-f-]+").Value;

    private static async Task<IReadOnlyList<string>> EntriesAsync(string list)
    {
        var index = JObject.Parse((await TestProgram.RunAsync("podman", "manifest", "inspect", list)).Text);
        return [.. index["manifests"]!.Select(entry => $"{entry["platform"]!.ToString(Formatting.None)} {entry["digest"]}").Order(StringComparer.Ordinal)];
    }

    private static async Task<JObject> PlanAsync(PipelineHost host, string[] arguments)
    {
        var file = host.Folder.Combine("plan.json");
        var result = await CakeRunner.RunAsync([.. arguments, "--target=PlanMultiArch", "--format=json", $"--output={file}"]);
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        result = await CakeRunner.RunAsync([.. arguments, "--target=PlanMultiArch", $"--output={host.Folder.Combine("plan.txt")}"]);
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        return Document(host);
    }

    private static JObject Document(PipelineHost host) => JObject.Parse(File.ReadAllText(host.Folder.Combine("plan.json")));

    /// <summary>The lines of the text, as a user pastes them, after what they say is to be done before.</summary>
    private static async Task PasteAsync(PipelineHost host, JObject plan, string folder)
    {
        var environment = new Dictionary<string, string?>(CakeRunner.Clean) { ["REGISTRY_AUTH_FILE"] = host.Folder.Combine("paste", "auth.json") };
        Directory.CreateDirectory(host.Folder.Combine("paste"));
        await RunAsync(BeforePaste(plan, "EnsureBinfmt"));
        await RunAsync(BeforePaste(plan, "Check") is { } login ? $"printf %s \"$MULTIARCH_REGISTRY_PASSWORD\" | {login} --password-stdin" : null);
        var files = Changes(plan).GroupBy(change => change.File).ToDictionary(file => file.Key, file => File.ReadAllLines(file.Key));
        foreach (var (file, first, last, from) in Changes(plan))
        {
            var lines = await File.ReadAllLinesAsync(file);
            lines.AsSpan(first - 1, last - first + 1).Clear();
            lines[first - 1] = from;
            await File.WriteAllLinesAsync(file, lines.Select(line => line ?? ""));
        }

        var script = await CommandsAsync(host);
        script.TrimEnd('\n').Split('\n').Length.ShouldBe(plan["commands"]!.Count() + plan["ownSteps"]!.Count(), "a line per step");
        await RunAsync($"cd '{folder}'\n{script}");

        foreach (var (file, lines) in files)
        {
            await File.WriteAllLinesAsync(file, lines);
        }

        async Task RunAsync(string? script)
        {
            var result = script is null ? null : await TestProgram.RunAsync("sh", ["-e", "-c", script], environment);
            result?.ExitCode.ShouldBe(0, script + result.Output + result.Error);
        }
    }

    /// <summary>The command that a step asks for before the paste; null when there is no such step.</summary>
    private static string? BeforePaste(JObject plan, string stage)
    {
        const string Before = "Before you paste: ";
        var text = plan["ownSteps"]!.SingleOrDefault(step => step["stage"]!.Value<string>() == stage)?["text"]!.Value<string>();
        return text?[(text.IndexOf(Before, StringComparison.Ordinal) + Before.Length)..];
    }

    /// <summary>The lines of Containerfiles that the plan says to change.</summary>
    private static List<(string File, int First, int Last, string From)> Changes(JObject plan) =>
    [
        .. from step in plan["ownSteps"]!
           let copy = Regex.Match(step["text"]!.Value<string>()!, @"a copy of (?<file>\S+) with (?<changes>.+)\. Before you paste: change the file so$")
           where copy.Success
           from Match change in Regex.Matches(copy.Groups["changes"].Value, "lines? (?<first>[0-9]+)(?: to (?<last>[0-9]+))?: (?<from>FROM [^;]+)")
           let first = Number(change.Groups["first"])
           select (copy.Groups["file"].Value, first, change.Groups["last"].Success ? Number(change.Groups["last"]) : first, change.Groups["from"].Value),
    ];

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    /// <summary>Makes the folder that the plan asks for.</summary>
    private static async Task<string> CloneAsync(PipelineHost host, JObject plan)
    {
        var step = plan["ownSteps"]!.Single(step => step["stage"]!.Value<string>() == "Clone")["text"]!.Value<string>()!;
        var words = Regex.Match(step, @"fetches (?<url>\S+) at (?<commit>[0-9a-f]+)\. Paste").Groups;
        var folder = host.Folder.Combine("clone");
        _ = (await TestProgram.RunAsync("git", "clone", "--quiet", words["url"].Value, folder)).Text;
        _ = (await TestProgram.RunAsync("git", "-C", folder, "checkout", "--quiet", words["commit"].Value)).Text;
        return folder;
    }

    private static async Task<Published> PublishAsync(PipelineHost host, string list)
    {
        _ = (await TestProgram.RunAsync("podman", "manifest", "push", "--all", "--tls-verify=false", list, $"docker://{host.Reference("pasted")}")).Text;
        return new Published(host.Registry.CreateClient(), "pasted");
    }

    private static async Task<string> CommandsAsync(PipelineHost host)
    {
        var text = await File.ReadAllTextAsync(host.Folder.Combine("plan.txt"));
        var heading = text.IndexOf("\nCommands ", StringComparison.Ordinal) + 1;
        return text[(text.IndexOf('\n', heading) + 1)..];
    }
}
