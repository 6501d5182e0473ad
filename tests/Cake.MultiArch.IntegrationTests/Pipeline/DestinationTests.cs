using Cake.MultiArch.IntegrationTests.Fixtures;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>Where an image can go: the embedded default, folders, registries, several at once.</summary>
public class DestinationTests(BaseImages baseImages)
{
    [Fact]
    public async Task Without_a_destination_the_result_is_a_complete_layout_below_artifacts()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = Site(host);

        var first = await host.PushAsync($"--context={context}");
        var second = await host.PushAsync($"--context={context}");

        first.ShouldHaveSucceeded();
        second.ShouldHaveSucceeded();
        var layout = Path.Combine(host.WorkingDirectory, "artifacts", "oci", "work");
        var raw = (await TestProgram.RunAsync("skopeo", "inspect", "--raw", $"oci:{layout}:latest")).Text;
        JObject.Parse(raw)["manifests"]!
            .Select(entry => entry["platform"]!["architecture"]!.Value<string>())
            .ShouldBe(["amd64", "arm64"], ignoreOrder: true);
        var copy = host.Folder.Combine("copy");
        (await TestProgram.RunAsync("skopeo", "copy", "--quiet", "--all", $"oci:{layout}:latest", $"oci:{copy}:latest")).ExitCode.ShouldBe(
            0
        );
        Directory
            .GetDirectories(Path.Combine(host.WorkingDirectory, "artifacts", "oci"))
            .ShouldBe([layout], "nothing half made stays beside it");
    }

    [Fact]
    public async Task An_image_is_added_to_a_layout_that_holds_others()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var layout = host.Folder.Combine("layout");

        (await host.PushAsync($"--context={Site(host)}", $"--image=oci:{layout}:one")).ShouldHaveSucceeded();
        (await host.PushAsync($"--context={Site(host, "two")}", $"--image=oci:{layout}:two")).ShouldHaveSucceeded();

        foreach (var tag in new[] { "one", "two" })
        {
            (await TestProgram.RunAsync("skopeo", "inspect", "--raw", $"oci:{layout}:{tag}")).ExitCode.ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_folder_that_holds_something_else_is_left_alone()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var file = host.Folder.Write("precious/letter.txt", "dear");

        var result = await host.PushAsync($"--context={Site(host)}", $"--image=oci:{Path.GetDirectoryName(file)}");

        result.ShouldHaveFailed("MA1531").Where.ShouldBe(Path.GetDirectoryName(file));
        Directory.GetFileSystemEntries(Path.GetDirectoryName(file)!).ShouldBe([file]);
    }

    [Fact]
    public async Task One_build_goes_to_several_tags_and_registries_and_a_layout()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await using var other = await LoopbackRegistry.StartAsync();
        var layout = host.Folder.Combine("layout");

        var result = await host.PushAsync(
            $"--context={Site(host)}", $"--image={host.Registry.Address}/site:v1", $"--image={host.Registry.Address}/site",
            $"--image={other.Address}/team/site:v1", $"--image=oci:{layout}");

        result.ShouldHaveSucceeded();
        var digest = await new Published(host.Registry.CreateClient(), "site").DigestAsync();
        digest.ShouldNotBeNull();
        (await new Published(host.Registry.CreateClient(), "site").DigestAsync("latest")).ShouldBe(digest);
        (await new Published(other.CreateClient(), "team/site").PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
        result.Image["destinations"]!.Count().ShouldBe(4);
        result.Image["destinations"]!.ShouldAllBe(destination =>
            destination["pushed"]!.Value<bool>() && destination["verified"]!.Value<bool>()
        );
        result.Image["destinations"]![1]!["reference"]!.Value<string>().ShouldBe($"{host.Registry.Address}/site:latest");
    }

    [Fact]
    public async Task A_registry_that_registries_conf_calls_insecure_needs_no_argument()
    {
        await using var host = await PipelineHost.CreateWithInsecureRegistryAsync(baseImages);

        (await host.PushAsync($"--context={Site(host)}", $"--image={host.Reference("site")}")).ShouldHaveSucceeded();

        (await new Published(host.Registry.CreateClient(), "site").PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
    }

    [Fact]
    public async Task Build_alone_leaves_a_list_that_podman_can_push()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);

        var result = await host.BuildAsync($"--context={Site(host)}", $"--image={host.Reference("site")}");

        result.ShouldHaveSucceeded();
        var list = result.Log.Lines.Single(line => line.StartsWith("Built ", StringComparison.Ordinal))["Built ".Length..];
        (
            await host.Store.PodmanAsync("manifest", "push", "--all", "--tls-verify=false", list, $"docker://{host.Reference("by-hand")}")
        ).ExitCode.ShouldBe(0);
        (await new Published(host.Registry.CreateClient(), "by-hand").PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
        (await new Published(host.Registry.CreateClient(), "site").DigestAsync()).ShouldBeNull("a build publishes nothing");
    }

    [Fact]
    public async Task Two_runs_at_once_use_lists_of_their_own()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = host.Context("files", "FROM scratch\nCOPY data /data\n", ("data", "x"));
        var runs = await Task.WhenAll(Enumerable.Range(0, 2).Select(number => Task.Run(() =>
            host.BuildAsync($"--context={context}", "--strategy=manifest", $"--report={host.Folder.Combine($"report{number}")}"))));

        var lists = runs.Select(run => run.Log.Lines.Single(line => line.StartsWith("Built ", StringComparison.Ordinal))["Built ".Length..])
            .ToList();
        lists.ShouldBeUnique();
        foreach (var list in lists)
        {
            JObject.Parse((await host.Store.PodmanAsync("manifest", "inspect", list)).Text)["manifests"]!.Count().ShouldBe(2);
        }
    }

    private static string Site(PipelineHost host, string name = "site") =>
        host.Context(name, $"FROM {host.Base}\nCOPY index.html /srv/\nRUN uname -m > /machine\n", ("index.html", name));
}
