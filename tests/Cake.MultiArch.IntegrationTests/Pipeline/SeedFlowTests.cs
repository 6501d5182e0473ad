using Cake.MultiArch.IntegrationTests.Fixtures;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>
/// The flow that the project began with: clone, build for three platforms, push; with real git, podman, QEMU and registry.
/// </summary>
public class SeedFlowTests(BaseImages baseImages)
{
    private const string Platforms = "linux/amd64,linux/arm64,linux/s390x";

    private static readonly string[] Sorted = ["linux/amd64", "linux/arm64", "linux/s390x"];

    [Theory]
    [InlineData("manifest")]
    [InlineData("separate")]
    [InlineData("auto")]
    public async Task A_clone_is_built_for_three_platforms_and_pushed_and_a_second_run_leaves_one_entry_a_platform(string strategy)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var source = await SeedRepository.CreateAsync(host, "the first version");
        var published = new Published(host.Registry.CreateClient(), "demo/dao-2048");
        string[] arguments =
        [
            $"--git-url={source.Url}", "--git-branch=master", $"--image={host.Reference("demo/dao-2048")}",
            $"--platform={Platforms}", $"--strategy={strategy}",
        ];

        var first = await host.PushAsync(arguments);
        first.ShouldHaveSucceeded();
        (await published.PlatformsAsync()).ShouldBe(Sorted);
        (await published.FileAsync("amd64", "/srv/machine")).ShouldBe("x86_64\n");
        (await published.FileAsync("arm64", "/srv/machine")).ShouldBe("aarch64\n");
        (await published.FileAsync("s390x", "/srv/machine")).ShouldBe("s390x\n");

        await source.CommitAsync("the second version");
        var second = await host.PushAsync(arguments);
        second.ShouldHaveSucceeded();
        (await published.PlatformsAsync()).ShouldBe(Sorted);
        foreach (var architecture in new[] { "amd64", "arm64", "s390x" })
        {
            (await published.FileAsync(architecture, "/srv/index.html")).ShouldBe("the second version");
            (await published.ConfigAsync(architecture))["architecture"]!.Value<string>().ShouldBe(architecture);
        }

        second.Image["index"]!["digest"]!.Value<string>().ShouldBe(await published.DigestAsync());
        second.Image["index"]!["digest"]!.Value<string>().ShouldNotBe(first.Image["index"]!["digest"]!.Value<string>());
        (await host.LeftoversAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Skopeo_sees_the_same_index_as_the_report_says()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = host.Context("site", $"FROM {host.Base}\nRUN uname -m > /machine\n");

        var result = await host.PushAsync($"--context={context}", $"--image={host.Reference("site")}", $"--platform={Platforms}");

        result.ShouldHaveSucceeded();
        var raw = (
            await TestProgram.RunAsync("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{host.Reference("site")}")
        ).Text;
        var entries = JObject.Parse(raw)["manifests"]!.ToDictionary(
            entry => $"{entry["platform"]!["os"]}/{entry["platform"]!["architecture"]}", entry => entry["digest"]!.Value<string>());
        foreach (var platform in result.Image["platforms"]!)
        {
            entries[platform["platform"]!.Value<string>()!].ShouldBe(platform["digest"]!.Value<string>());
        }

        entries.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_second_run_of_the_same_source_takes_every_step_from_the_cache()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = host.Context("site", $"FROM {host.Base}\nRUN uname -m > /machine && cat /proc/sys/kernel/random/uuid > /once\n");
        var published = new Published(host.Registry.CreateClient(), "site");
        foreach (var strategy in new[] { "manifest", "separate" })
        {
            string[] arguments =
            [
                $"--context={context}",
                $"--image={host.Reference("site")}",
                "--platform=linux/amd64,linux/arm64",
                $"--strategy={strategy}",
            ];
            (await host.PushAsync(arguments)).ShouldHaveSucceeded();
            var once = await published.FileAsync("arm64", "/once");

            (await host.PushAsync(arguments)).ShouldHaveSucceeded();

            once.ShouldNotBeNullOrEmpty();
            (await published.FileAsync("arm64", "/once")).ShouldBe(once);
        }
    }
}
