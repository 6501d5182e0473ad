using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;

namespace Cake.MultiArch.IntegrationTests.Jenkins;

/// <summary>The image of the agent's container: what can be known of it without its base, which is pulled.</summary>
public class AgentImageTests(BaseImages baseImages)
{
    private const string File = "recipes/agent/Containerfile";

    [Theory]
    [InlineData("linux/amd64")]
    [InlineData("linux/arm64")]
    public void Every_stage_of_the_whole_file_has_a_base_for_both_platforms(string platform)
    {
        var containerfile = Containerfile.Load(BaseImages.RepositoryRoot, File);
        var args = new Dictionary<string, string> { ["BUILDPLATFORM"] = "linux/amd64", ["TARGETPLATFORM"] = platform };
        var values = containerfile.GlobalValues(args);

        containerfile
            .Stages.Select(stage =>
                (
                    stage.Name,
                    containerfile.Expand(stage.BaseName, values),
                    stage.BasePlatform is null ? null : containerfile.Expand(stage.BasePlatform, values)
                )
            )
            .ShouldBe([
                ("settings", "scratch", null),
                ("tools", "mcr.microsoft.com/dotnet/sdk:10.0", "linux/amd64"),
                (null, "mcr.microsoft.com/dotnet/sdk:10.0", platform),
            ]);
        containerfile
            .StrayPlatform(new StageRequest(null, platform, "linux/amd64", new Dictionary<string, string>(), new Version(5, 4)))
            .ShouldBeNull();
        containerfile
            .Stages.SelectMany(stage => stage.Instructions)
            .Select(instruction => instruction.Keyword)
            .ShouldBeSubsetOf(["FROM", "ARG", "COPY", "RUN", "ENV", "USER", "WORKDIR", "CMD"]);
    }

    [Fact]
    public async Task The_settings_are_built_for_both_platforms_and_podman_takes_them()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);

        var result = await host.PushAsync(
            $"--context={BaseImages.RepositoryRoot}",
            $"--containerfile={File}",
            "--stage=settings",
            $"--image={host.Reference("agent")}",
            "--platform=linux/amd64,linux/arm64"
        );

        result.ShouldHaveSucceeded();
        var published = new Published(host.Registry.CreateClient(), "agent");
        (await published.PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
        (await published.FileAsync("arm64", "/etc/subuid")).ShouldBe("jenkins:100000:65536\n");
        var containers = host.Folder.Write("containers.conf", (await published.FileAsync("amd64", "/etc/containers/containers.conf"))!);
        var storage = host.Folder.Write("storage.conf", (await published.FileAsync("amd64", "/etc/containers/storage.conf"))!);
        var info = await TestProgram.RunAsync(
            "podman", ["info", "--format", "{{.Store.GraphDriverName}} {{.Host.CgroupManager}} {{.Host.EventLogger}}"],
            new Dictionary<string, string?>
            {
                ["CONTAINERS_CONF"] = containers,
                ["CONTAINERS_STORAGE_CONF"] = host.Folder.Write(
                    "own.conf",
                    System.IO.File.ReadAllText(storage).Replace("\"/", $"\"{host.Folder.Path}/", StringComparison.Ordinal)
                ),
            }
        );
        info.Text.ShouldBe("vfs cgroupfs none");
        info.Error.ShouldBeEmpty();
    }

    /// <summary>The build's arguments put the tests' base in the place of the one that is pulled; its RUN steps cannot run there.</summary>
    [Fact]
    public async Task The_whole_file_is_read_by_podman_up_to_the_first_step_that_needs_the_SDK()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);

        var result = await host.BuildAsync(
            $"--context={BaseImages.RepositoryRoot}",
            $"--containerfile={File}",
            $"--build-arg=SDK={host.Base}",
            "--platform=linux/amd64"
        );

        var problem = result.ShouldHaveFailed("MA1440");
        problem.Where.ShouldContain("recipes/agent/Containerfile:");
        problem.ToString().ShouldContain("dotnet");
    }
}
