using Cake.MultiArch.IntegrationTests.Fixtures;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>The pipeline where CONTAINER_HOST leads podman to a service.</summary>
public class RemotePipelineTests(BaseImages baseImages)
{
    [Fact]
    public async Task A_service_builds_and_pushes_and_this_host_is_neither_looked_at_nor_changed()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await using var elsewhere = await PodmanStore.CreateAsync();
        await using var service = await PodmanService.StartAsync(elsewhere);
        var context = host.Context("site", $"FROM {host.Base}\nRUN uname -m > /machine\n");

        // What the service's host has been given, which is the same one here.
        (await host.RunAsync(run => run.EnsureBinfmtAsync(), [])).ShouldHaveSucceeded();
        host.Set("CONTAINER_HOST", service.Url);

        var result = await host.PushAsync($"--context={context}", $"--image={host.Reference("site")}", "--isolation=chroot");

        result.ShouldHaveSucceeded();
        result.NormalLog.ShouldContain("service runs the steps");
        result.NormalLog.ShouldNotContain("clean-up is not complete");
        result.Report["stages"]!.Single(stage => stage["name"]!.ToString() == "EnsureBinfmt")["status"]!.ToString().ShouldBe("skipped");
        (await new Published(host.Registry.CreateClient(), "site").PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
        (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
        (await elsewhere.ImageIdsAsync()).ShouldNotBeEmpty();
        (await elsewhere.PodmanAsync("images", "--format", "{{.Repository}}")).Text.ShouldNotContain("localhost/multiarch");
    }

    [Theory]
    [InlineData("artifacts/oci/work:latest")]
    [InlineData("layout:1", "--image=oci:layout:1")]
    public async Task What_a_service_builds_can_go_into_a_folder_of_this_host(string layout, params string[] arguments)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await using var elsewhere = await PodmanStore.CreateAsync();
        await using var service = await PodmanService.StartAsync(elsewhere);
        host.Set("CONTAINER_HOST", service.Url);
        var context = host.Context("site", "FROM scratch\nCOPY Containerfile /\n");

        (await host.PushAsync([$"--context={context}", .. arguments])).ShouldHaveSucceeded();

        var raw = (await TestProgram.RunAsync("skopeo", "inspect", "--raw", $"oci:{Path.Combine(host.WorkingDirectory, layout)}")).Text;
        JObject.Parse(raw)["manifests"]!.Select(entry => entry["platform"]!["architecture"]!.Value<string>()).ShouldBe(["amd64", "arm64"]);
    }

    [Theory]
    [InlineData("--compression=zstd")]
    [InlineData("--compression-level=3")]
    [InlineData("--image-format=v2s2")]
    public async Task What_a_service_does_not_hand_over_is_refused_before_anything_is_built(string argument)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await using var elsewhere = await PodmanStore.CreateAsync();
        await using var service = await PodmanService.StartAsync(elsewhere);
        host.Set("CONTAINER_HOST", service.Url);
        var context = host.Context("site", "FROM scratch\nCOPY Containerfile /\n");

        var result = await host.PushAsync($"--context={context}", $"--image={host.Reference("site")}", argument);

        result.ShouldHaveFailed("MA1240").Where.ShouldContain(argument);
        (await elsewhere.ImageIdsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_build_that_fails_leaves_no_list_with_the_service_and_no_folder_of_this_host_is_searched()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await using var elsewhere = await PodmanStore.CreateAsync();
        await using var service = await PodmanService.StartAsync(elsewhere);
        host.Set("CONTAINER_HOST", service.Url);
        var context = host.Context("site", $"FROM {host.Base}\nRUN exit 7\n");

        var result = await host.PushAsync($"--context={context}", $"--image={host.Reference("site")}", "--isolation=chroot");

        result.Failure.ShouldNotBeNull().Problem.What.ShouldContain("exit 7");
        result.Log.Text.ShouldNotContain("GraphRoot");
        (await elsewhere.PodmanAsync("images", "--format", "{{.Repository}}")).Text.ShouldNotContain("localhost/multiarch");
        (await elsewhere.PodmanAsync("ps", "-aq", "--external")).Text.ShouldBeEmpty();
    }
}
