using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>The plan's commands, pasted into a shell, do what the run does; planning itself does nothing.</summary>
public class PlanTests(BaseImages baseImages)
{
    private const string Password = "pa$$ 'word\"";

    [Fact]
    public async Task One_build_for_all_platforms()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();
        host.Context("site", $"FROM {host.Base}\nARG TARGETARCH\nRUN echo $TARGETARCH > /arch\nCOPY page /page\n", ("page", "hello"));

        await ShouldDoWhatTheRunDoesAsync(host, "site", ["--platform=linux/amd64,linux/arm64,linux/s390x"]);

        (await new Published(host.Registry.CreateClient(), "pasted").FileAsync("s390x", "/arch")).ShouldBe("s390x\n");
    }

    /// <summary>Up to podman 5.4 the copy of the Containerfile is among the commands.</summary>
    [Fact]
    public async Task A_file_that_cross_compiles_on_every_podman()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();
        host.Context(
            "cross",
            $"FROM \\\n  --platform=$BUILDPLATFORM {host.Base} AS build\nARG TARGETARCH\nRUN echo \"$TARGETARCH from $(uname -m)\" > /made\nFROM {host.Base}\nCOPY --from=build /made /made\nRUN uname -m > /ran\n"
        );

        var plan = await ShouldDoWhatTheRunDoesAsync(host, "cross", ["--platform=linux/amd64,linux/arm64"]);

        var published = new Published(host.Registry.CreateClient(), "pasted");
        (await published.FileAsync("arm64", "/made")).ShouldBe("arm64 from x86_64\n");
        (await published.FileAsync("arm64", "/ran")).ShouldBe("aarch64\n");
        var arm = plan["images"]![0]!["platforms"]![1]!;
        arm["mode"]!.Value<string>().ShouldBe("emulated");
        arm["stages"]!.Select(stage => $"{stage["name"]} {stage["line"]} {stage["mode"]}").ShouldBe(["build 1 cross", "1 5 emulated"]);
        arm["emulatedSteps"]!.Single()["line"]!.Value<int>().ShouldBe(7);
    }

    [Fact]
    public async Task Builds_of_their_own_from_a_clone_with_a_login()
    {
        await using var host = await PipelineHost.CreateAsync(
            baseImages,
            new LoopbackRegistryOptions { Username = "ci", Password = Password }
        );
        await CakeRunner.PrepareAsync();
        var origin = await SeedRepository.CreateAsync(host, "page");

        // No two clones have the same .git: its index has the times of the files.
        host.Folder.Write("origin/.dockerignore", ".git\n");
        await origin.CommitAsync("another page");
        host.Set("MULTIARCH_REGISTRY_USERNAME", "ci");
        host.Set("MULTIARCH_REGISTRY_PASSWORD", Password);
        host.Set("SECRET_OF_THE_BUILD", "not for the plan");

        var plan = await ShouldDoWhatTheRunDoesAsync(
            host,
            ".",
            [$"--git-url={origin.Url}", "--strategy=separate", "--platform=linux/amd64,linux/arm64", "--build-arg=SECRET_OF_THE_BUILD"]
        );

        plan.ToString().ShouldNotContain("pa$$");
        plan.ToString().ShouldNotContain("not for the plan");
        Directory.GetDirectories(host.Folder.Combine("tmp"), "*multiarch*").ShouldBeEmpty("the commands remove what they made");
        (await host.LeftoversAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--strategy=manifest")]
    [InlineData("--strategy=separate")]
    public async Task A_shared_stage_runs_once(string strategy)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var shared = host.Context(
            "shared",
            $"FROM --platform=$BUILDPLATFORM {host.Base} AS assets\nRUN cat /proc/sys/kernel/random/uuid > /once && sleep 1\nFROM {host.Base}\nCOPY --from=assets /once /once\n"
        );

        var result = await host.PushAsync(
            $"--context={shared}",
            $"--image={host.Reference("shared")}",
            "--platform=linux/amd64,linux/arm64,linux/s390x",
            strategy
        );

        result.ShouldHaveSucceeded();
        var published = new Published(host.Registry.CreateClient(), "shared");
        var once = await published.FileAsync("amd64", "/once");
        (await published.FileAsync("arm64", "/once")).ShouldBe(once, result.Log.Text);
        (await published.FileAsync("s390x", "/once")).ShouldBe(once);
    }

    [Fact]
    public async Task A_layout()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();
        var site = host.Context("site", $"FROM {host.Base}\nRUN uname -m > /machine\n");
        string[] arguments =
        [
            $"--context={Path.Combine(host.WorkingDirectory, site)}",
            "--tls-verify=false",
            $"--report={host.Folder.Combine("report")}",
            "--jobs=1",
        ];

        var plan = await PlanAsync(host, [.. arguments, $"--image=oci:{host.Folder.Combine("pasted")}:v1"]);
        await PasteAsync(host, plan);
        (
            await CakeRunner.RunAsync([.. arguments, "--target=PushMultiArch", $"--image=oci:{host.Folder.Combine("run")}:v1"])
        ).Text.ShouldNotBeEmpty();

        Children("pasted").ShouldBe(Children("run"));

        // The order of podman's list is that in which the platforms are done.
        IEnumerable<string> Children(string layout)
        {
            var top = JObject.Parse(File.ReadAllText(host.Folder.Combine(layout, "index.json")))["manifests"]!.Single()[
                "digest"
            ]!.Value<string>()!;
            var index = JObject.Parse(File.ReadAllText(host.Folder.Combine(layout, "blobs", "sha256", top["sha256:".Length..])));
            return index["manifests"]!
                .Select(entry => $"{entry["platform"]!["architecture"]} {entry["digest"]}")
                .Order(StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task Commands_that_fail_publish_nothing_and_remove_what_they_have_made()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();
        var bad = host.Context("bad", $"FROM {host.Base}\nRUN exit 7\n");
        host.Set("TMPDIR", host.Folder.Combine("tmp"));
        Directory.CreateDirectory(host.Folder.Combine("tmp"));
        _ = await PlanAsync(
            host,
            [
                $"--context={Path.Combine(host.WorkingDirectory, bad)}",
                "--platform=linux/amd64",
                "--strategy=separate",
                "--tls-verify=false",
                $"--image={host.Reference("bad")}",
            ]
        );

        var pasted = await TestProgram.RunAsync("sh", ["-c", await CommandsAsync(host)], CakeRunner.Clean);

        pasted.ExitCode.ShouldBe(7, pasted.Error);
        Directory.GetDirectories(host.Folder.Combine("tmp"), "*multiarch*").ShouldBeEmpty();
        (await new Published(host.Registry.CreateClient(), "bad").DigestAsync()).ShouldBeNull();
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
        Directory
            .GetFileSystemEntries(host.WorkingDirectory, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .ShouldBe(before);
        (await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken)).ShouldBe("{\"of\": \"the last run\"}");
        Directory.GetFileSystemEntries(host.Folder.Combine("tmp")).ShouldBeEmpty();
        (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_log_says_which_copy_an_old_podman_is_given()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var cross = host.Context(
            "cross",
            $"FROM --platform=$BUILDPLATFORM {host.Base} AS build\nRUN uname -m > /made\nFROM scratch\nCOPY --from=build /made /made\n"
        );

        var result = await host.PushAsync(
            $"--context={cross}",
            $"--image={host.Reference("cross")}",
            "--platform=linux/riscv64",
            "--binfmt=verify"
        );

        result.ShouldHaveSucceeded();
        (await new Published(host.Registry.CreateClient(), "cross").FileAsync("riscv64", "/made")).ShouldBe("x86_64\n");
        var isOld = Version.Parse(result.Report["engine"]!["version"]!.Value<string>()!) < Containerfile.ExpandsFromPlatform;
        result
            .NormalLog.Contains(
                $"It is given a copy with line 1: FROM --platform=linux/amd64 {host.Base} AS build",
                StringComparison.Ordinal
            )
            .ShouldBe(isOld);
    }

    [Fact]
    public async Task The_log_is_free_of_all_but_the_document_where_that_is_asked_for()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();
        var site = host.Context("site", $"FROM {host.Base}\n");

        var result = await CakeRunner.RunAsync(
            "--target=PlanMultiArch",
            $"--context={Path.Combine(host.WorkingDirectory, site)}",
            "--format=json",
            "--verbosity=quiet",
            "--no-report"
        );

        JObject.Parse(result.Text)["schemaVersion"]!.Value<int>().ShouldBe(1);
        result.Error.ShouldBeEmpty();
        (
            await CakeRunner.RunAsync("--target=PlanMultiArch", $"--context={Path.Combine(host.WorkingDirectory, site)}", "--format=junit")
        ).ExitCode.ShouldNotBe(0);
    }

    /// <summary>Plans for one repository, pastes, runs for another, and compares what both hold.</summary>
    private static async Task<JObject> ShouldDoWhatTheRunDoesAsync(PipelineHost host, string context, string[] arguments)
    {
        host.Set("TMPDIR", host.Folder.Combine("tmp"));
        Directory.CreateDirectory(host.Folder.Combine("tmp"));
        var path = arguments.Any(argument => argument.StartsWith("--git-url", StringComparison.Ordinal))
            ? context
            : Path.Combine(host.WorkingDirectory, context);
        // Podman 4.3 can miss its layer cache when it builds platforms at once.
        string[] all = [$"--context={path}", "--jobs=1", "--tls-verify=false", $"--report={host.Folder.Combine("report")}", .. arguments];
        var plan = await PlanAsync(host, [.. all, $"--image={host.Reference("pasted")}"]);

        await PasteAsync(host, plan);
        var run = await CakeRunner.RunAsync([.. all, "--target=PushMultiArch", $"--image={host.Reference("run")}"]);

        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        var (pasted, ran) = (new Published(host.Registry.CreateClient(), "pasted"), new Published(host.Registry.CreateClient(), "run"));
        (await pasted.PlatformsAsync()).ShouldBe(await ran.PlatformsAsync());
        (await pasted.ChildrenAsync()).ShouldBe(await ran.ChildrenAsync());
        return plan;
    }

    private static async Task<JObject> PlanAsync(PipelineHost host, string[] arguments)
    {
        var file = host.Folder.Combine("plan.json");
        var result = await CakeRunner.RunAsync([.. arguments, "--target=PlanMultiArch", "--format=json", $"--output={file}"]);
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        result = await CakeRunner.RunAsync([.. arguments, "--target=PlanMultiArch", $"--output={host.Folder.Combine("plan.txt")}"]);
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        return JObject.Parse(await File.ReadAllTextAsync(file));
    }

    /// <summary>The lines of the text, as a user pastes them.</summary>
    private static async Task PasteAsync(PipelineHost host, JObject plan)
    {
        var script = await CommandsAsync(host);
        script.Split('\n').Length.ShouldBe(plan["commands"]!.Count() + 2, "a line a command, in a subshell; the last two are its trap");
        var result = await TestProgram.RunAsync("sh", ["-c", script], CakeRunner.Clean);
        result.ExitCode.ShouldBe(0, script + result.Output + result.Error);
    }

    private static async Task<string> CommandsAsync(PipelineHost host)
    {
        var text = await File.ReadAllTextAsync(host.Folder.Combine("plan.txt"));
        return text[(text.IndexOf("\nCommands:\n", StringComparison.Ordinal) + "\nCommands:\n".Length)..];
    }
}
