using Cake.MultiArch.IntegrationTests.Fixtures;

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
    [InlineData]
    [InlineData("--image=oci:layout:1")]
    public async Task A_folder_as_the_destination_is_refused_before_anything_is_built(params string[] arguments)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await using var elsewhere = await PodmanStore.CreateAsync();
        await using var service = await PodmanService.StartAsync(elsewhere);
        host.Set("CONTAINER_HOST", service.Url);
        var context = host.Context("site", "FROM scratch\nCOPY Containerfile /\n");

        var result = await host.PushAsync([$"--context={context}", .. arguments]);

        result.ShouldHaveFailed("MA1461").Repair.ShouldContain("--image=");
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
