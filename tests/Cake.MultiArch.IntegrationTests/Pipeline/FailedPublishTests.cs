using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Git;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>What fails, and when, decides whether a tag has moved: before it, never.</summary>
public class FailedPublishTests(BaseImages baseImages)
{
    private const string ByDigest = "/v2/site/manifests/sha256:";
    private const string Tag = "/v2/site/manifests/v1";

    public static TheoryData<string, string, int> Moments => new()
    {
        { "POST", "/v2/site/blobs/uploads/", 403 },
        { "PUT", "/v2/site/blobs/uploads/", 500 },
        { "PUT", ByDigest, 400 },
        { "PUT", ByDigest, 500 },
        { "GET", ByDigest, 404 }, // What was put there is read back.
        { "GET", "/v2/site/blobs/sha256:", 500 },
        { "PUT", Tag, 403 },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task A_registry_that_refuses_at_any_moment_keeps_the_old_tag(string method, string target, int status)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.VisibilityLimit = TimeSpan.Zero;
        using var proxy = new RegistryProxy(host.Registry);
        (await PushAsync(host, proxy, "old")).ShouldHaveSucceeded();
        var before = await Published(host).DigestAsync();
        var refused = 0;
        proxy.Refuse = (verb, path) =>
            Task.FromResult(verb == method && path.StartsWith(target, StringComparison.Ordinal) ? Count() : (int?)null);

        var result = await PushAsync(host, proxy, "new", $"--image={host.Registry.Address}/elsewhere:v1");

        result.Failure.ShouldNotBeNull(result.Log.Text);
        refused.ShouldBeGreaterThan(0);
        (await Published(host).DigestAsync()).ShouldBe(before);
        (await Published(host).TagsAsync()).ShouldBe(["v1"]);
        (await new Published(host.Registry.CreateClient(), "elsewhere").DigestAsync()).ShouldBeNull(
            "the other registry's tag does not move either"
        );
        result.Image["destinations"]!.ShouldAllBe(destination => !(bool)destination["pushed"]! && !(bool)destination["verified"]!);
        (await host.LeftoversAsync()).ShouldBeEmpty();

        int Count()
        {
            Interlocked.Increment(ref refused);
            return status;
        }
    }

    [Fact]
    public async Task A_tag_that_cannot_be_moved_and_names_the_image_already_is_left_as_it_is()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        using var proxy = new RegistryProxy(host.Registry);
        (await PushAsync(host, proxy, "same")).ShouldHaveSucceeded();
        proxy.Refuse = (verb, path) => Task.FromResult(verb == "PUT" && path == Tag ? 403 : (int?)null);

        var result = await PushAsync(host, proxy, "same");

        result.ShouldHaveSucceeded();
        ((bool)result.Image["destinations"]![0]!["verified"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_tag_that_another_moves_meanwhile_is_told_and_moved()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        using var proxy = new RegistryProxy(host.Registry);
        (await PushAsync(host, proxy, "old")).ShouldHaveSucceeded();
        var copied = false;
        proxy.Refuse = async (verb, path) =>
        {
            if (!copied && verb == "PUT" && path.StartsWith(ByDigest, StringComparison.Ordinal))
            {
                copied = true;
                await MoveAsync(host, "base:1");
            }

            return null;
        };

        var result = await PushAsync(host, proxy, "new");

        result.ShouldHaveSucceeded();
        result.NormalLog.ShouldContain($"Another run moved {proxy.Address}/site:v1 in the meantime");
        (await Published(host).FileAsync("amd64", "/srv/index.html")).ShouldBe("new");
    }

    [Fact]
    public async Task A_tag_that_another_moves_afterwards_is_a_failure_that_names_both()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        using var proxy = new RegistryProxy(host.Registry);
        var isPut = false;
        proxy.Refuse = async (verb, path) =>
        {
            if (isPut && verb == "HEAD" && path == Tag)
            {
                await MoveAsync(host, "base:1");
            }

            isPut |= verb == "PUT" && path == Tag;
            return null;
        };

        var result = await PushAsync(host, proxy, "new");

        result.ShouldHaveFailed("MA1601").Why.ShouldContain((await Published(host).DigestAsync())!);
        ((bool)result.Image["destinations"]![0]!["pushed"]!).ShouldBeTrue();
        ((bool)result.Image["destinations"]![0]!["verified"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task With_keep_newer_the_older_of_two_builds_leaves_the_tag_alone_whenever_it_comes()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var repository = Repository.Create(host.Folder.Combine("origin"));
        repository.Commit("Containerfile", $"FROM {host.Base}\nCOPY index.html /srv/\n");
        var older = repository.Commit("index.html", "older");
        var newer = repository.Commit("index.html", "newer");
        (await BuildAsync(newer)).ShouldHaveSucceeded();
        var digest = await Published(host).DigestAsync();

        var late = await BuildAsync(older);

        late.ShouldHaveSucceeded();
        (await Published(host).DigestAsync()).ShouldBe(digest);
        late.NormalLog.ShouldContain($"of the newer commit {newer} and is left alone");
        ((string?)late.Image["destinations"]![0]!["keptRevision"]).ShouldBe(newer);
        ((bool)late.Image["destinations"]![0]!["pushed"]!).ShouldBeFalse();

        var next = repository.Commit("index.html", "next");
        (await BuildAsync(next)).ShouldHaveSucceeded();
        (await Published(host).FileAsync("amd64", "/srv/index.html")).ShouldBe("next");

        Task<PipelineResult> BuildAsync(string commit) =>
            host.PushAsync(
                $"--git-url={repository.FileUrl}",
                $"--git-commit={commit}",
                "--platform=linux/amd64",
                $"--image={host.Reference("site")}",
                "--keep-newer"
            );
    }

    [Fact]
    public async Task Keep_newer_without_a_commit_is_refused_before_the_build()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);

        (await host.PushAsync($"--context={Site(host, "page")}", $"--image={host.Reference("site")}", "--keep-newer")).ShouldHaveFailed(
            "MA1553"
        );

        (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
    }

    private static Published Published(PipelineHost host) => new(host.Registry.CreateClient(), "site");

    private static Task<PipelineResult> PushAsync(PipelineHost host, RegistryProxy proxy, string page, params string[] arguments) =>
        host.PushAsync([
            $"--context={Site(host, page)}",
            $"--image={proxy.Address}/site:v1",
            "--platform=linux/amd64,linux/arm64",
            "--strategy=manifest",
            .. arguments,
        ]);

    private static string Site(PipelineHost host, string page) =>
        host.Context("site", $"FROM {host.Base}\nCOPY index.html /srv/\n", ("index.html", page));

    private static async Task MoveAsync(PipelineHost host, string from) =>
        _ = (
            await TestProgram.RunAsync(
                "skopeo",
                "copy",
                "--quiet",
                "--all",
                "--src-tls-verify=false",
                "--dest-tls-verify=false",
                $"docker://{host.Registry.Address}/{from}",
                $"docker://{host.Reference("site")}"
            )
        ).Text;
}
