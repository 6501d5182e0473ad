using Cake.MultiArch.IntegrationTests.Fixtures;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>Where podman by itself publishes a wrong image with exit code 0, the pipeline publishes the right one or none.</summary>
public class RightImageTests(BaseImages baseImages)
{
    private const string Platforms = "linux/amd64,linux/arm64,linux/s390x";

    private const string Scratch = "FROM scratch\nCOPY data /data\n";

    /// <summary>Case A7: podman takes the first platform's layer for all, and the list has one entry.</summary>
    [Theory]
    [InlineData("auto")]
    [InlineData("manifest")]
    [InlineData("separate")]
    public async Task Content_that_does_not_depend_on_the_architecture_gets_an_image_a_platform(string strategy)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = host.Context("files", Scratch, ("data", "the same everywhere"));

        // Twice: the second time everything is in podman's cache.
        for (var round = 0; round < 2; round++)
        {
            var result = await host.PushAsync(
                $"--context={context}", $"--image={host.Reference("files")}", $"--platform={Platforms}", $"--strategy={strategy}");

            result.ShouldHaveSucceeded();
            var isNew = Version.Parse(result.Report["engine"]!["version"]!.Value<string>()!) >= new Version(5, 6);
            result.Image["strategy"]!.Value<string>().ShouldBe(strategy != "auto" ? strategy : isNew ? "manifest" : "separate");
            await ShouldBeRightAsync(host, "files", "amd64", "arm64", "s390x");
        }
    }

    /// <summary>Case A8: variants of one architecture collapse on every podman.</summary>
    [Theory]
    [InlineData("auto")]
    [InlineData("manifest")]
    public async Task Variants_of_one_architecture_get_an_image_each(string strategy)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = host.Context("files", Scratch, ("data", "the same everywhere"));

        var result = await host.PushAsync(
            $"--context={context}",
            $"--image={host.Reference("files")}",
            "--platform=linux/arm/v6,linux/arm/v7,linux/arm64",
            $"--strategy={strategy}"
        );

        result.ShouldHaveSucceeded();
        var published = new Published(host.Registry.CreateClient(), "files");
        (await published.PlatformsAsync()).ShouldBe(["linux/arm/v6", "linux/arm/v7", "linux/arm64"]);
    }

    /// <summary>Podman 4.3 takes the layer of arm/v7 for arm64 and leaves the variant in its config.</summary>
    [Fact]
    public async Task A_variant_does_not_leak_through_the_cache_into_a_platform_that_has_none()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = host.Context("files", Scratch, ("data", "the same everywhere"));
        (await host.BuildAsync($"--context={context}", "--platform=linux/arm/v7")).ShouldHaveSucceeded();

        var result = await host.PushAsync(
            $"--context={context}",
            $"--image={host.Reference("files")}",
            "--platform=linux/arm64,linux/amd64"
        );

        result.ShouldHaveSucceeded();
        var published = new Published(host.Registry.CreateClient(), "files");
        (await published.PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
        (await published.ConfigAsync("arm64"))["variant"].ShouldBeNull();
    }

    /// <summary>
    /// A base whose layers are the same on every platform: nothing in the Containerfile tells that podman's cache mixes them up.
    /// </summary>
    [Fact]
    public async Task A_list_that_podman_mixed_up_is_built_again_without_the_cache()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var files = host.Context("files", Scratch, ("data", "the same everywhere"));
        (await host.PushAsync($"--context={files}", $"--image={host.Reference("files")}", $"--platform={Platforms}")).ShouldHaveSucceeded();
        var context = host.Context("onfiles", $"FROM {host.Reference("files")}\nCOPY more /more\n", ("more", "more"));

        var result = await host.PushAsync(
            $"--context={context}", $"--image={host.Reference("onfiles")}", $"--platform={Platforms}", "--strategy=manifest");

        result.ShouldHaveSucceeded();
        await ShouldBeRightAsync(host, "onfiles", "amd64", "arm64", "s390x");
    }

    /// <summary>Then the images of the list are the base's own, which podman knows by another digest than the list.</summary>
    [Theory]
    [InlineData("manifest")]
    [InlineData("separate")]
    public async Task A_build_without_a_step_publishes_the_base_of_each_platform(string strategy)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = host.Context("base", $"FROM {host.Base}\n");

        var result = await host.PushAsync(
            $"--context={context}", $"--image={host.Reference("again")}", $"--platform={Platforms}", $"--strategy={strategy}");

        result.ShouldHaveSucceeded();
        var published = new Published(host.Registry.CreateClient(), "again");
        (await published.PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64", "linux/s390x"]);
        (await published.ConfigAsync("s390x"))["architecture"]!.Value<string>().ShouldBe("s390x");
    }

    /// <summary>Case A9: podman would warn and go on.</summary>
    [Theory]
    [InlineData("manifest")]
    [InlineData("separate")]
    public async Task A_base_image_of_another_architecture_is_not_published(string strategy)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = host.Context("site", $"FROM {host.Registry.Address}/{BaseImages.Repository}:amd64\nCOPY data /data\n", ("data", "x"));

        var result = await host.PushAsync(
            $"--context={context}", $"--image={host.Reference("site")}", "--platform=linux/amd64,linux/arm64", $"--strategy={strategy}");

        var problem = result.ShouldHaveFailed("MA1973");
        problem.ToString().ShouldContain("linux/amd64");
        problem.ToString().ShouldContain("linux/arm64");
        (await new Published(host.Registry.CreateClient(), "site").DigestAsync()).ShouldBeNull();
        (await host.LeftoversAsync()).ShouldBeEmpty();
    }

    /// <summary>Case A10.</summary>
    [Fact]
    public async Task A_platform_that_the_base_image_does_not_have_is_named()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = host.Context("site", $"FROM {host.Base}\nCOPY data /data\n", ("data", "x"));

        var result = await host.PushAsync(
            $"--context={context}",
            $"--image={host.Reference("site")}",
            "--platform=linux/amd64,linux/ppc64le"
        );

        result.Failure.ShouldNotBeNull(result.Log.Text);
        result.Failure.Message.ShouldContain("ppc64le");
        result.Failure.Message.ShouldContain(host.Base);
        (await new Published(host.Registry.CreateClient(), "site").DigestAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Settings_that_differ_by_platform_reach_their_platform_alone()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Context("site", $"FROM {host.Base}\nARG JIT=on\nARG WHO\nRUN echo \"$JIT $WHO\" > /jit\n");
        void Define(MultiArchDefinition definition) =>
            definition
                .Image("site")
                .Context("site")
                .Platforms("linux/amd64", "linux/arm64")
                .PushTo(host.Reference("site"))
                .BuildArg("WHO", "all")
                .For("linux/arm64", arm => arm.BuildArg("JIT", "off").Label("slow", "yes"));

        var result = await host.RunAsync(run => run.PushAsync(), ["--build-arg=linux/amd64:WHO=a=b,c"], Define);

        result.ShouldHaveSucceeded();
        result.Image["strategy"]!.Value<string>().ShouldBe("separate");
        var published = new Published(host.Registry.CreateClient(), "site");
        (await published.FileAsync("amd64", "/jit")).ShouldBe("on a=b,c\n");
        (await published.FileAsync("arm64", "/jit")).ShouldBe("off all\n");
        (await published.ConfigAsync("arm64"))["config"]!["Labels"]!["slow"]!.Value<string>().ShouldBe("yes");
        (await published.ConfigAsync("amd64"))["config"]!["Labels"]!["slow"].ShouldBeNull();

        var refused = await host.RunAsync(run => run.PushAsync(), ["--strategy=manifest"], Define);
        refused.ShouldHaveFailed("MA1044").Where.ShouldContain("build arguments");
    }

    private static async Task ShouldBeRightAsync(PipelineHost host, string repository, params string[] architectures)
    {
        var published = new Published(host.Registry.CreateClient(), repository);
        (await published.PlatformsAsync()).ShouldBe(architectures.Select(architecture => $"linux/{architecture}"));
        foreach (var architecture in architectures)
        {
            (await published.ConfigAsync(architecture))["architecture"]!.Value<string>().ShouldBe(architecture);
            (await published.FileAsync(architecture, "/data")).ShouldBe("the same everywhere");
        }
    }
}
