using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>What a host or a pod lacks ends the pipeline with a sentence, and publishes nothing.</summary>
public class SurroundingsTests(BaseImages baseImages)
{
    private const string Platform = "--platform=linux/amd64";

    [Theory]
    [InlineData("size=1m", "MA1437", "podman system df")]
    [InlineData("ro", "MA1489", "Root and RunRoot")]
    public async Task A_disk_of_the_storage_that_takes_no_more_is_told(string options, string id, string repair)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await TestFolder.MountAsync(host.Store.Root, options);

        var result = await PushAsync(host, $"FROM {host.Base}\nCOPY Containerfile /data\n");

        result.ShouldHaveFailed(id).Repair.ShouldContain(repair);
    }

    [Theory]
    [InlineData("size=100k", "MA1910")]
    [InlineData("ro", "MA1801")]
    public async Task A_disk_for_temporary_files_that_takes_no_more_is_told(string options, string id)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Set("TMPDIR", await TestFolder.MountAsync(host.Folder.Combine("disk"), options));

        var result = await PushAsync(host, $"FROM {host.Base}\nCOPY Containerfile /data\n");

        result.ShouldHaveFailed(id).Repair.ShouldContain("TMPDIR");
    }

    [Fact]
    public async Task A_user_without_a_home_folder_is_told()
    {
        await using var host = await AsArbitraryUserAsync();
        host.Set("HOME", "");

        var result = await PushAsync(host, $"FROM {host.Base}\nCOPY Containerfile /data\n");

        result.ShouldHaveFailed("MA1491").Repair.ShouldContain("Set HOME");
    }

    [Fact]
    public async Task A_runtime_folder_that_is_not_the_users_is_named()
    {
        await using var host = await AsArbitraryUserAsync();
        var folder = Directory.CreateDirectory(host.Folder.Combine("run")).FullName;
        _ = (await TestProgram.RunAsync("chown", "1:1", folder)).Text;
        host.Set("XDG_RUNTIME_DIR", folder);

        var result = await PushAsync(host, $"FROM {host.Base}\nCOPY Containerfile /data\n");

        result.ShouldHaveFailed("MA1492").What.ShouldContain(folder);
    }

    [Fact]
    public async Task A_step_that_an_arbitrary_user_cannot_run_is_told_with_its_line_and_the_cause_A30()
    {
        await using var host = await AsArbitraryUserAsync();

        var result = await PushAsync(host, $"FROM {host.Base}\nRUN uname\n");

        var problem = result.ShouldHaveFailed("MA1440");
        problem.Where.ShouldEndWith("site/Containerfile:2");
        problem.Why.ShouldContain("home folder");
        problem.Repair.ShouldContain("run podman as root");
    }

    [Fact]
    public async Task A_context_that_the_user_of_the_recipe_may_not_read_is_no_stack_trace()
    {
        await CakeRunner.PrepareAsync();
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = host.Folder.Combine("work", host.Context("site", $"FROM {host.Base}\nCOPY Containerfile /data\n"));

        await FailsAsync("MA1022", Path.Combine(context, "Containerfile"));
        await FailsAsync("MA1490", context);

        async Task FailsAsync(string id, string closed)
        {
            File.SetUnixFileMode(closed, UnixFileMode.None);
            var run = await CakeRunner.RunAsArbitraryUserAsync(
                host.Folder.Path,
                "--target=PushMultiArch",
                $"--context={context}",
                $"--image={host.Reference("site")}",
                Platform,
                "--tls-verify=false",
                $"--report={host.Folder.Path}"
            );

            run.ExitCode.ShouldBe(1);
            run.Error.ShouldContain($"Error: {id}: ", Case.Sensitive, run.Output);
            run.Error.ShouldContain(closed);
            (run.Output + run.Error).ShouldNotContain("   at ");
        }
    }

    private static async Task<PipelineResult> PushAsync(PipelineHost host, string containerfile)
    {
        var result = await host.PushAsync(
            $"--context={host.Context("site", containerfile)}",
            $"--image={host.Reference("site")}",
            Platform
        );
        (await new Published(host.Registry.CreateClient(), "site").DigestAsync()).ShouldBeNull();
        return result;
    }

    private async Task<PipelineHost> AsArbitraryUserAsync()
    {
        var host = await PipelineHost.CreateAsync(baseImages);
        var podman = await ArbitraryUser.WritePodmanAsync(host.Folder.Path);
        host.Set("PATH", $"{Path.GetDirectoryName(podman)}:{Environment.GetEnvironmentVariable("PATH")}");
        host.Set("STORAGE_DRIVER", "vfs");
        host.Set("HOME", host.Folder.Path);
        return host;
    }
}
