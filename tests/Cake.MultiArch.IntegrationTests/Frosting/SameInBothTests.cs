using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Frosting;

/// <summary>
/// The script recipe and the Frosting program of samples/frosting, one after the other on one host: the same target with the same
/// arguments does the same.
/// </summary>
public class SameInBothTests(BaseImages baseImages)
{
    [Fact]
    public async Task They_publish_the_same_images_from_the_same_storage()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();

        var script = await CakeRunner.RunAsync([
            .. Common(host, "script"),
            "--target=PushMultiArch",
            $"--image={host.Reference("script")}",
        ]);
        var program = await CakeRunner.RunSampleAsync([.. Common(host, "program"), $"--registry={host.Registry.Address}", "--tag=v1"]);

        script.ExitCode.ShouldBe(0, script.Output + script.Error);
        program.ExitCode.ShouldBe(0, program.Output + program.Error);
        var children = await new Published(host.Registry.CreateClient(), "demo/site").ChildrenAsync();
        children.Count.ShouldBe(2);
        children.ShouldBe(await new Published(host.Registry.CreateClient(), "script").ChildrenAsync());
        (await new Published(host.Registry.CreateClient(), "demo/site").FileAsync("arm64", "/srv/site/machine.txt")).ShouldBe("aarch64\n");
        (await host.LeftoversAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("CheckMultiArch")]
    [InlineData("CloneMultiArch")]
    [InlineData("EnsureBinfmt")]
    [InlineData("BuildMultiArch")]
    [InlineData("BuildMultiArch --exclusive")]
    [InlineData("PushMultiArch --exclusive")]
    [InlineData("CloneMultiArch --target=CheckMultiArch")]
    [InlineData("EnsureBinfmt --target=CloneMultiArch --exclusive")]
    [InlineData("BuildMultiArch --target=PushMultiArch")]
    public async Task A_target_alone_or_with_others_runs_the_same_stages(string target)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();
        var words = $"--target={target}".Split(' ');

        var script = await CakeRunner.RunAsync([.. Common(host, "script"), .. words, $"--image={host.Reference("script")}"]);
        var program = await CakeRunner.RunSampleAsync([.. Common(host, "program"), .. words, $"--image={host.Reference("program")}"]);

        script.ExitCode.ShouldBe(0, script.Output + script.Error);
        program.ExitCode.ShouldBe(0, program.Output + program.Error);
        // Cake orders targets that do not need each other by all tasks that there are, and each of the two has one of its own.
        Stages(host, "program").ShouldBe(Stages(host, "script"), ignoreOrder: words.Length > 1);
        var isPublished = target.Contains("PushMultiArch", StringComparison.Ordinal);
        foreach (var repository in new[] { "script", "program" })
        {
            (await new Published(host.Registry.CreateClient(), repository).DigestAsync() is not null).ShouldBe(isPublished, repository);
        }
    }

    [Theory]
    [InlineData("--platform=linux/arm46", "MA1002")]
    [InlineData("--authfile=nowhere.json", "MA1802")]
    [InlineData("--context=nowhere", "MA1020")]
    public async Task They_fail_with_the_same_problem(string argument, string id)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();
        string[] words = ["--target=PushMultiArch", $"--image={host.Reference("site")}", argument];

        var script = await CakeRunner.RunAsync([.. Common(host, "script"), .. words]);
        var program = await CakeRunner.RunSampleAsync([.. Common(host, "program"), .. words]);

        foreach (var (result, name) in new[] { (script, "script"), (program, "program") })
        {
            result.ExitCode.ShouldBe(1, name);
            result.Error.ShouldContain($"Error: {id}: ", Case.Sensitive, name);
            (result.Output + result.Error).ShouldNotContain("   at ");
            Report(host, name)["error"]!["id"]!.Value<string>().ShouldBe(id, name);
        }
    }

    [Fact]
    public async Task A_dry_run_runs_Setup_and_Teardown_and_changes_nothing()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();
        var temporary = Directory.CreateDirectory(host.Folder.Combine("tmp")).FullName;
        host.Set("TMPDIR", temporary);

        var script = await CakeRunner.RunAsync([.. Common(host, "script"), "--target=PushMultiArch", "--dryrun"]);
        var program = await CakeRunner.RunSampleAsync([.. Common(host, "program"), "--target=PushMultiArch", "--dryrun"]);

        script.ExitCode.ShouldBe(0, script.Output + script.Error);
        program.ExitCode.ShouldBe(0, program.Output + program.Error);
        Planned(script).Except(["SampleBase"]).ShouldBe(Planned(program).Except(["Links"]));
        program.Output.ShouldContain("Site latest: PushMultiArch");
        program.Output.ShouldContain("Site latest: done");
        (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
        Directory.Exists(host.Folder.Combine("script")).ShouldBeFalse("there is no report");
        Directory.Exists(host.Folder.Combine("program")).ShouldBeFalse("there is no report");
        Directory.GetFileSystemEntries(temporary, "cake-multiarch*").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_samples_own_names_for_the_registrys_account_reach_the_run()
    {
        await using var host = await PipelineHost.CreateAsync(
            baseImages,
            new LoopbackRegistryOptions { Username = "ci", Password = "hunter2-of-the-sample" }
        );
        host.Set("REGISTRY_USR", "ci");
        host.Set("REGISTRY_PSW", "hunter2-of-the-sample");

        var program = await CakeRunner.RunSampleAsync([
            .. Common(host, "program"),
            $"--registry={host.Registry.Address}",
            "--verbosity=diagnostic",
        ]);

        program.ExitCode.ShouldBe(0, program.Output + program.Error);
        (await new Published(host.Registry.CreateClient(), "demo/site").PlatformsAsync("latest")).ShouldBe(["linux/amd64", "linux/arm64"]);
        (program.Output + program.Error + Report(host, "program")).ShouldNotContain("hunter2");
    }

    private static string[] Common(PipelineHost host, string report) =>
        [
            $"--build-arg=BASE={host.Base}",
            "--tls-verify=false",
            $"--report={host.Folder.Combine(report)}",
            $"--working={BaseImages.RepositoryRoot}",
        ];

    private static JObject Report(PipelineHost host, string name) =>
        JObject.Parse(File.ReadAllText(host.Folder.Combine(name, "multiarch-report.json")));

    private static IEnumerable<string> Stages(PipelineHost host, string name) =>
        Report(host, name)["stages"]!.Select(stage => $"{stage["name"]} {stage["status"]}");

    private static IEnumerable<string> Planned(TestProgramResult result) =>
        result
            .Output.Split('\n')
            .Where(line => line.Length > 2 && char.IsDigit(line[0]) && line.Contains(". ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[1]);
}
