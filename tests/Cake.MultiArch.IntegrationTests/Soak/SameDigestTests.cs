using System.Globalization;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;

namespace Cake.MultiArch.IntegrationTests.Soak;

/// <summary>One image is published again and again, in changing order and with changing numbers of jobs.</summary>
public class SameDigestTests(BaseImages baseImages, ITestOutputHelper log)
{
    /// <summary>More than any order of three can be met by chance.</summary>
    private const int RunsARound = 5;

    private static readonly string[] Orders =
    [
        "linux/amd64,linux/arm64,linux/s390x",
        "linux/s390x,linux/amd64,linux/arm64",
        "linux/arm64,linux/s390x,linux/amd64",
    ];

    private static readonly string[] Strategies = ["manifest", "separate"];

    [Fact]
    public async Task Every_run_gives_one_digest_and_the_repository_holds_the_tags_that_were_asked_for()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = host.Context("site", $"FROM {host.Base}\nCOPY index.html /srv/\nRUN uname -m > /machine\n", ("index.html", "same"));
        var published = new Published(host.Registry.CreateClient(), "site");
        var digests = new Dictionary<string, List<string?>> { [Strategies[0]] = [], [Strategies[1]] = [] };
        var runs = RunsARound * Rounds.Count;
        for (var run = 0; run < runs; run++)
        {
            var strategy = Strategies[run % Strategies.Length];
            var result = await host.PushAsync(
                $"--context={context}",
                $"--platform={Orders[run % Orders.Length]}",
                $"--jobs={(run % 4).ToString(CultureInfo.InvariantCulture)}",
                $"--strategy={strategy}",
                $"--image={host.Reference("site")}",
                $"--image={host.Registry.Address}/site:{strategy}"
            );
            result.ShouldHaveSucceeded();
            digests[strategy].Add(await published.DigestAsync(strategy));
            (await published.DigestAsync()).ShouldBe(digests[strategy][^1]);
        }

        // The strategies give different images: the one writes a label into them that keeps podman's caches apart.
        foreach (var (strategy, all) in digests)
        {
            log.WriteLine($"{strategy}: {all.Count} runs, {all[0]}");
            all.Distinct().Count().ShouldBe(1, string.Join('\n', all));
        }

        (await published.TagsAsync()).ShouldBe(["manifest", "separate", "v1"]);
        (await host.LeftoversAsync()).ShouldBeEmpty();
    }
}
