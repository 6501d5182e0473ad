using Cake.MultiArch.IntegrationTests.Fixtures;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>The recipe in the real Cake runner.</summary>
public class RecipeTests(BaseImages baseImages)
{
    [Fact]
    public async Task A_target_alone_makes_what_it_lacks()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();

        var result = await CakeRunner.RunAsync([.. Arguments(host), "--target=PushMultiArch", "--exclusive", "--verbosity=verbose"]);

        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        (await new Published(host.Registry.CreateClient(), "site").PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
        Report(host)["stages"]!
            .Select(stage => stage["name"]!.Value<string>())
            .ShouldBe(["Check", "Clone", "EnsureBinfmt", "Build", "VerifyFiles", "Assemble", "Push", "Verify", "Tag"]);
    }

    [Fact]
    public async Task A_dry_run_lists_the_tasks_changes_nothing_and_writes_no_report()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();

        var result = await CakeRunner.RunAsync([.. Arguments(host), "--target=PushMultiArch", "--dryrun", "--platform=linux/nothing"]);

        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        result.Output.ShouldContain("PushMultiArch");
        (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
        File.Exists(ReportFile(host)).ShouldBeFalse();
    }

    [Fact]
    public async Task Bare_switches_repeated_arguments_and_values_with_equals_and_commas_arrive()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();
        host.Context(
            "site",
            $"FROM {host.Base}\nARG ONE\nARG TWO\nRUN echo \"$ONE|$TWO\" > /args && cat /proc/sys/kernel/random/uuid > /once\n"
        );
        var published = new Published(host.Registry.CreateClient(), "site");
        string[] arguments =
        [
            .. Arguments(host),
            "--target=PushMultiArch",
            "--build-arg=ONE=a=b,c",
            "--build-arg",
            "TWO=x y",
            "--no-cache",
        ];

        (await CakeRunner.RunAsync(arguments)).ExitCode.ShouldBe(0);
        var once = await published.FileAsync("arm64", "/once");
        (await CakeRunner.RunAsync(arguments)).ExitCode.ShouldBe(0);

        (await published.FileAsync("arm64", "/args")).ShouldBe("a=b,c|x y\n");
        (await published.FileAsync("arm64", "/once")).ShouldNotBe(once, "--no-cache was not heard");
    }

    [Fact]
    public async Task A_failure_is_a_sentence_and_a_non_zero_exit_code_and_no_stack_trace()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();

        var result = await CakeRunner.RunAsync([.. Arguments(host), "--target=PushMultiArch", "--platform=linux/arm46"]);

        result.ExitCode.ShouldNotBe(0);
        (result.Output + result.Error).ShouldContain("linux/arm46");
        (result.Output + result.Error).ShouldNotContain("   at Cake.");
        Report(host)["succeeded"]!.Value<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task Quiet_shows_the_table_alone()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await CakeRunner.PrepareAsync();

        var result = await CakeRunner.RunAsync([.. Arguments(host), "--target=PushMultiArch", "--verbosity=quiet", "--no-report"]);

        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldStartWith("Platform");
        lines[1].ShouldStartWith("linux/amd64");
        lines[2].ShouldStartWith("linux/arm64");
        lines[3].ShouldStartWith(host.Reference("site") + "  pushed, verified  sha256:");
        lines.Length.ShouldBe(4, result.Output);
    }

    private static string[] Arguments(PipelineHost host)
    {
        if (!Directory.Exists(Path.Combine(host.WorkingDirectory, "site")))
        {
            host.Context("site", $"FROM {host.Base}\nRUN uname -m > /machine\n");
        }

        return
        [
            $"--context={Path.Combine(host.WorkingDirectory, "site")}",
            $"--image={host.Reference("site")}",
            "--platform=linux/amd64,linux/arm64",
            "--tls-verify=false",
            $"--report={host.Folder.Combine("report")}",
        ];
    }

    private static string ReportFile(PipelineHost host) => host.Folder.Combine("report", "multiarch-report.json");

    private static JObject Report(PipelineHost host) => JObject.Parse(File.ReadAllText(ReportFile(host)));
}
