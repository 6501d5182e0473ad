using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;

namespace Cake.MultiArch.IntegrationTests.Clean;

/// <summary>What CleanMultiArch removes from a real storage, and what it leaves there.</summary>
public sealed class CleanTests(BaseImages baseImages)
{
    private const string Platforms = "--platform=linux/amd64,linux/arm64";

    [Fact]
    public async Task What_runs_made_goes_and_what_the_user_made_stays()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var theirs = await UsersThingsAsync(host);
        (await host.BuildAsync($"--context={host.Context("site", Site(host))}", Platforms)).ShouldHaveSucceeded();
        (
            await host.PushAsync(
                $"--context={host.Context("other", Site(host) + "RUN : other\n")}",
                Platforms,
                $"--image={host.Reference("other")}"
            )
        ).ShouldHaveSucceeded();
        var list = (await NamesAsync(host)).Single(name =>
            name.StartsWith("localhost/multiarch/", StringComparison.Ordinal) && !theirs.Names.Contains(name)
        );
        var taken = (await host.Store.ImageIdsAsync()).Except(theirs.Images).First(id => id != ListId(host, list));
        _ = (await host.Store.PodmanAsync("tag", taken["sha256:".Length..], "localhost/taken:1")).Text;

        var (log, failure) = await host.CleanAsync();

        failure.ShouldBeNull(log.Text);
        log.Text.ShouldContain($"Removed the list {list}");
        log.Text.ShouldMatch("Things removed: [0-9]+; free again: about ");
        (await host.Store.ImageIdsAsync()).ShouldBe([.. theirs.Images, taken], ignoreOrder: true);
        (await NamesAsync(host)).ShouldBe([.. theirs.Names, "localhost/taken:1"], ignoreOrder: true);
        (await ContainersAsync(host)).ShouldBe([theirs.Container]);
        Directory.GetFileSystemEntries(host.Folder.Combine("state/cake-multiarch"), "*.run").ShouldBeEmpty();

        (await host.CleanAsync()).Log.Text.ShouldContain("Nothing was removed.");
    }

    [Fact]
    public async Task A_list_that_the_user_has_named_stays_whole()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        (await host.BuildAsync($"--context={host.Context("site", Site(host))}", Platforms)).ShouldHaveSucceeded();
        var list = (await NamesAsync(host)).Single(name => name.StartsWith("localhost/multiarch/", StringComparison.Ordinal));
        _ = (await host.Store.PodmanAsync("tag", list, "localhost/mine:1")).Text;

        var (log, failure) = await host.CleanAsync();

        failure.ShouldBeNull(log.Text);
        log.Text.ShouldContain("A container or a list needs");
        (await NamesAsync(host)).ShouldContain("localhost/mine:1");
        (await NamesAsync(host)).ShouldNotContain(list);
        _ = (await host.Store.PodmanAsync("manifest", "push", "--all", "localhost/mine:1", $"oci:{host.Folder.Combine("layout")}:1")).Text;

        _ = (await host.Store.PodmanAsync("manifest", "rm", "localhost/mine:1")).Text;
        (await host.CleanAsync()).Failure.ShouldBeNull();
        (await host.Store.PodmanAsync("images", "--all", "--quiet", "--filter", "label=is=site")).Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_layer_cache_outlives_a_run_and_goes_with_CleanMultiArch()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = host.Context("site", Site(host));
        string[] arguments = [$"--context={context}", Platforms, $"--image={host.Reference("site")}"];
        (await host.PushAsync(arguments)).Log.Text.ShouldNotContain("Using cache");

        (await host.PushAsync(arguments)).Log.Text.ShouldContain("Using cache");

        (await host.CleanAsync()).Failure.ShouldBeNull();
        (await host.PushAsync(arguments)).Log.Text.ShouldNotContain("Using cache");
    }

    [Fact]
    public async Task An_image_that_no_run_has_used_for_two_weeks_goes_with_the_next_run_and_one_in_use_does_not()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        string[] arguments =
        [
            $"--context={host.Context("site", Site(host))}",
            "--platform=linux/amd64",
            $"--image={host.Reference("site")}",
        ];
        string[] others =
        [
            $"--context={host.Context("other", $"FROM {host.Base}\nLABEL is=other\nRUN : other\n")}",
            "--platform=linux/amd64",
            $"--image={host.Reference("other")}",
        ];
        (await host.PushAsync(others)).ShouldHaveSucceeded();
        (await host.PushAsync(arguments)).ShouldHaveSucceeded();
        var state = host.Folder.Combine("state/cake-multiarch");
        foreach (var journal in Directory.GetFiles(state, "*.run"))
        {
            File.Move(journal, Path.Combine(state, "20250102030405" + Path.GetFileName(journal)[14..]));
        }

        (await host.PushAsync(arguments)).Log.Text.ShouldContain("Removed the image ");

        (await host.Store.PodmanAsync("images", "--all", "--quiet", "--filter", "label=is=other")).Text.ShouldBeEmpty();
        (await host.PushAsync(arguments)).Log.Text.ShouldContain("Using cache");
        (await host.CleanAsync()).Failure.ShouldBeNull();
        (await host.Store.PodmanAsync("images", "--all", "--quiet", "--filter", "label=is=site")).Text.ShouldBeEmpty();
    }

    /// <summary>What a step writes is not what podman says.</summary>
    [Fact]
    public async Task An_image_that_a_step_names_as_podman_would_is_not_taken_for_the_runs_own()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var image = (
            await host.Store.PodmanAsync(
                "build",
                "-q",
                Path.Combine(host.WorkingDirectory, host.Context("mine", "FROM scratch\nCOPY Containerfile /\nLABEL is=mine\n"))
            )
        ).Text;
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken); // The identifier of a run begins with whole seconds.
        (
            await host.BuildAsync(
                $"--context={host.Context("site", $"FROM {host.Base}\nRUN echo '--> {image[..12]}'\n")}",
                "--platform=linux/amd64"
            )
        ).ShouldHaveSucceeded();

        (await host.CleanAsync()).Failure.ShouldBeNull();

        (await host.Store.ImageIdsAsync()).ShouldContain($"sha256:{image}");
    }

    /// <summary>Podman 4.3 does not list such a storage, and <c>podman images</c> fails.</summary>
    [Fact]
    public async Task An_image_without_layers_beside_a_list_is_no_reason_to_fail()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var image = (
            await host.Store.PodmanAsync(
                "build",
                "-q",
                Path.Combine(host.WorkingDirectory, host.Context("mine", "FROM scratch\nLABEL is=mine\n"))
            )
        ).Text;
        _ = (await host.Store.PodmanAsync("manifest", "create", "localhost/mine:1")).Text;
        _ = (await host.Store.PodmanAsync("manifest", "add", "localhost/mine:1", $"containers-storage:{image}")).Text;
        (
            await host.PushAsync(
                $"--context={host.Context("site", Site(host))}",
                "--platform=linux/amd64",
                $"--image={host.Reference("site")}"
            )
        ).ShouldHaveSucceeded();

        var (log, failure) = await host.CleanAsync();

        failure.ShouldBeNull(log.Text);
        log.Text.ShouldContain("Removed the image ");
        _ = (await host.Store.PodmanAsync("manifest", "rm", "localhost/mine:1")).Text;
        (await host.Store.ImageIdsAsync()).ShouldContain($"sha256:{image}");
        (await host.Store.PodmanAsync("images", "--all", "--quiet", "--filter", "label=is=site")).Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task With_a_service_lists_and_images_go_and_what_cannot_be_seen_is_told()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await using var elsewhere = await PodmanStore.CreateAsync();
        await using var service = await PodmanService.StartAsync(elsewhere);
        host.Set("CONTAINER_HOST", service.Url);
        (
            await host.BuildAsync(
                $"--context={host.Context("site", Site(host))}",
                "--platform=linux/amd64",
                $"--image={host.Reference("site")}",
                "--isolation=chroot"
            )
        ).ShouldHaveSucceeded();
        (await elsewhere.PodmanAsync("images", "--all", "--quiet", "--filter", "label=is=site")).Text.ShouldNotBeEmpty();

        var (log, failure) = await host.CleanAsync();

        failure.ShouldBeNull(log.Text);
        log.Text.ShouldContain("cannot be told apart from here");
        (await elsewhere.PodmanAsync("images", "--all", "--quiet", "--filter", "label=is=site")).Text.ShouldBeEmpty();
        (await elsewhere.PodmanAsync("images", "--format", "{{.Repository}}")).Text.ShouldNotContain("localhost/multiarch");
    }

    private static string Site(PipelineHost host) => $"FROM {host.Base}\nLABEL is=site\nRUN uname -m > /machine\nRUN cp /machine /other\n";

    /// <summary>
    /// An image without a name, lists whose names are nearly those of a run, a container, and the base for all platforms.
    /// </summary>
    private static async Task<(IReadOnlyList<string> Images, IReadOnlyList<string> Names, string Container)> UsersThingsAsync(
        PipelineHost host
    )
    {
        foreach (var platform in new[] { "linux/arm64", "linux/amd64" })
        {
            _ = (await host.Store.PodmanAsync("pull", "--quiet", "--tls-verify=false", $"--platform={platform}", host.Base)).Text;
        }

        var image = (
            await host.Store.PodmanAsync(
                "build",
                "-q",
                Path.Combine(host.WorkingDirectory, host.Context("mine", "FROM scratch\nCOPY Containerfile /\nLABEL is=mine\n"))
            )
        ).Text;
        foreach (
            var list in new[]
            {
                "localhost/multiarch/site:v1",
                "localhost/multiarch-site:20250102030405-0a1b2c3d",
                "localhost/multiarch/site:20250102030405-0a1b2c3d4",
            }
        )
        {
            _ = (await host.Store.PodmanAsync("manifest", "create", list)).Text;
            _ = (await host.Store.PodmanAsync("manifest", "add", list, $"containers-storage:{image}")).Text;
        }

        var container = (await host.Store.PodmanAsync("create", host.Base)).Text;
        return (await host.Store.ImageIdsAsync(), await NamesAsync(host), container);
    }

    private static string ListId(PipelineHost host, string list) =>
        host.Store.PodmanAsync("images", "--no-trunc", "--format", "{{.ID}}", list).GetAwaiter().GetResult().Text;

    private static async Task<IReadOnlyList<string>> NamesAsync(PipelineHost host) =>
        (await host.Store.PodmanAsync("images", "--format", "{{.Repository}}:{{.Tag}}"))
            .Text.Split('\n')
            .Where(name => name != "<none>:<none>")
            .ToList();

    private static async Task<IReadOnlyList<string>> ContainersAsync(PipelineHost host) =>
        (await host.Store.PodmanAsync("ps", "--all", "--external", "--quiet", "--no-trunc")).Text.Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
}
