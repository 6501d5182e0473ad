using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;

namespace Cake.MultiArch.IntegrationTests.Soak;

/// <summary>The flow that the project began with, again and again on one agent, to one tag, with a new commit each time.</summary>
public class SeedFlowRoundsTests(BaseImages baseImages)
{
    private static readonly Dictionary<string, string> Machines = new()
    {
        ["amd64"] = "x86_64\n",
        ["arm64"] = "aarch64\n",
        ["s390x"] = "s390x\n",
    };

    [Theory]
    [InlineData("manifest")]
    [InlineData("separate")]
    public async Task Each_round_publishes_one_entry_a_platform_with_the_round_s_content(string strategy)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var repository = await SeedRepository.CreateAsync(host, "round 0");
        var published = new Published(host.Registry.CreateClient(), "demo/dao-2048");
        for (var round = 1; round <= Rounds.Count; round++)
        {
            var page = $"round {round}";
            await repository.CommitAsync(page);

            var result = await host.PushAsync(
                $"--git-url={repository.Url}",
                "--git-branch=master",
                $"--image={host.Reference("demo/dao-2048")}",
                $"--platform={string.Join(',', Machines.Keys.Select(architecture => $"linux/{architecture}"))}",
                $"--strategy={strategy}",
                "--jobs=3"
            );

            result.ShouldHaveSucceeded();
            (await published.PlatformsAsync()).ShouldBe(Machines.Keys.Select(architecture => $"linux/{architecture}"), page);
            foreach (var (architecture, machine) in Machines)
            {
                (await published.FileAsync(architecture, "/srv/index.html")).ShouldBe(page);
                (await published.FileAsync(architecture, "/srv/machine")).ShouldBe(machine, page);
            }

            (await host.LeftoversAsync()).ShouldBeEmpty(page);
        }
    }
}
