using System.Security.Cryptography;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Verify;

/// <summary>
/// Between the push and the tag everything is read back: what is late is waited for, and what is wrong keeps the tag where it was.
/// </summary>
public class ReadBackTests(BaseImages baseImages)
{
    private const string Manifests = "/v2/site/manifests/sha256:";
    private const string Blobs = "/v2/site/blobs/sha256:";
    private const string Tag = "/v2/site/manifests/v1";
    private const string Waits = "is not visible yet; waiting up to 30 seconds";

    [Theory]
    [InlineData("GET", Manifests)]
    [InlineData("GET", Blobs)]
    [InlineData("HEAD", Blobs)]
    public async Task What_the_registry_shows_only_later_is_waited_for_and_the_log_says_so_once(string method, string target)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        using var proxy = new RegistryProxy(host.Registry);
        var hidden = new Dictionary<string, int>();
        var isStored = false;
        proxy.Refuse = (verb, path) =>
        {
            lock (hidden)
            {
                isStored |= verb == "GET" && path.StartsWith(Manifests, StringComparison.Ordinal);
                var isHidden = isStored && verb == method && path.StartsWith(target, StringComparison.Ordinal)
                    && (hidden[path] = hidden.GetValueOrDefault(path) + 1) <= 2;
                return Task.FromResult(isHidden ? 404 : (int?)null);
            }
        };

        var result = await PushAsync(host, proxy, "page");

        result.ShouldHaveSucceeded();
        hidden.ShouldNotBeEmpty();
        hidden.Values.ShouldAllBe(times => times == 3);
        Times(result, Waits).ShouldBe(1);
        ((bool)result.Image["destinations"]![0]!["verified"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_registry_that_shows_all_at_once_is_not_waited_for_and_no_layer_is_read()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        using var proxy = new RegistryProxy(host.Registry);

        var result = await PushAsync(host, proxy, "page");

        result.ShouldHaveSucceeded();
        Times(result, Waits).ShouldBe(0);
        var manifests = proxy
            .Requests.Where(request => request.Method == "GET" && request.Target.StartsWith(Manifests, StringComparison.Ordinal))
            .Select(request => request.Target)
            .ToList();
        manifests.Count.ShouldBe(3, "the index and two manifests");
        manifests.ShouldBeUnique();
        proxy
            .Requests.Count(request => request.Method == "GET" && request.Target.StartsWith(Blobs, StringComparison.Ordinal))
            .ShouldBe(2, "the configurations");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tag_that_still_shows_the_old_image_or_none_is_waited_for(bool isThere)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        using var proxy = new RegistryProxy(host.Registry);
        if (isThere)
        {
            (await PushAsync(host, proxy, "old")).ShouldHaveSucceeded();
        }

        var before = await Site(host).DigestAsync();
        var shown = ShowOldTag(proxy, before, times: 3);

        var result = await PushAsync(host, proxy, "new");

        result.ShouldHaveSucceeded();
        shown().ShouldBe(4);
        Times(result, Waits).ShouldBe(1);
        var after = await Site(host).DigestAsync();
        after.ShouldNotBe(before);
        ((string?)result.Image["destinations"]![0]!["digest"]).ShouldBe(after);
    }

    [Fact]
    public async Task A_tag_that_shows_the_old_image_for_ever_is_a_failure_that_says_how_long_it_was_waited_for()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.VisibilityLimit = TimeSpan.FromSeconds(1);
        using var proxy = new RegistryProxy(host.Registry);
        (await PushAsync(host, proxy, "old")).ShouldHaveSucceeded();
        var before = (await Site(host).DigestAsync())!;
        ShowOldTag(proxy, before, times: int.MaxValue);

        var result = await PushAsync(host, proxy, "new");

        result.ShouldHaveFailed("MA1601").Why.ShouldEndWith($"{before} was read back, even after 1 second.");
    }

    [Fact]
    public async Task A_tag_that_another_has_moved_is_not_waited_for()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        using var proxy = new RegistryProxy(host.Registry);
        var third = "sha256:" + new string('3', 64);
        var isPut = false;
        var looks = 0;
        proxy.Alter = (verb, path, answer) =>
        {
            isPut |= verb == "PUT" && path == Tag;
            return Task.FromResult(isPut && verb == "HEAD" && path == Tag && ++looks > 0 ? answer with { Digest = third } : answer);
        };

        var result = await PushAsync(host, proxy, "page");

        var why = result.ShouldHaveFailed("MA1601").Why;
        why.ShouldEndWith($"{third} was read back.");
        looks.ShouldBe(1);
        Times(result, Waits).ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_manifest_of_which_a_byte_was_changed_keeps_the_tag_where_it_was(bool withItsDigest)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        using var proxy = new RegistryProxy(host.Registry);
        (await PushAsync(host, proxy, "old")).ShouldHaveSucceeded();
        var before = await Site(host).DigestAsync();
        string? changed = null;
        proxy.Alter = (verb, path, answer) =>
        {
            if (
                verb != "GET"
                || !path.StartsWith(Manifests, StringComparison.Ordinal)
                || IsIndex(answer.Content)
                || (changed ??= path) != path
            )
            {
                return Task.FromResult(answer);
            }

            // Within a digest's text: the document is one still.
            var content = answer.Content.ToArray();
            var digit = content.AsSpan().LastIndexOf("sha256:"u8) + 10;
            content[digit] = content[digit] == (byte)'0' ? (byte)'1' : (byte)'0';
            return Task.FromResult(answer with { Content = content, Digest = withItsDigest ? DigestOf(content) : answer.Digest });
        };

        var result = await PushAsync(host, proxy, "new");

        result.ShouldHaveFailed("MA1514").Why.ShouldContain($"Its digest should be {Path.GetFileName(changed)}");
        (await Site(host).DigestAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task The_manifest_of_another_platform_in_the_place_of_the_right_one_keeps_the_tag_where_it_was()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        using var proxy = new RegistryProxy(host.Registry);
        (await PushAsync(host, proxy, "old")).ShouldHaveSucceeded();
        var before = await Site(host).DigestAsync();
        var first = new TaskCompletionSource<(string Path, byte[] Content)>();
        proxy.Alter = async (verb, path, answer) =>
        {
            if (
                verb != "GET"
                || !path.StartsWith(Manifests, StringComparison.Ordinal)
                || IsIndex(answer.Content)
                || first.TrySetResult((path, answer.Content))
            )
            {
                return answer;
            }

            var (other, content) = await first.Task;
            return other == path ? answer : answer with { Content = content, Digest = DigestOf(content) };
        };

        var result = await PushAsync(host, proxy, "new");

        result.ShouldHaveFailed("MA1514").Why.ShouldEndWith($"but is {Path.GetFileName((await first.Task).Path)}.");
        (await Site(host).DigestAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Layers_that_were_lost_or_cut_off_are_all_named_and_the_tag_stays_where_it_was()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.VisibilityLimit = TimeSpan.FromMilliseconds(100);
        using var proxy = new RegistryProxy(host.Registry);
        (await PushAsync(host, proxy, "old")).ShouldHaveSucceeded();
        var before = await Site(host).DigestAsync();
        var isStored = false;
        var layers = new List<string>();
        proxy.Refuse = (verb, path) =>
        {
            lock (layers)
            {
                isStored |= verb == "GET" && path.StartsWith(Manifests, StringComparison.Ordinal);
                return Task.FromResult(
                    isStored && verb == "HEAD" && path.StartsWith(Blobs, StringComparison.Ordinal) && IsFirst(path) ? 404 : (int?)null
                );
            }
        };
        proxy.Alter = (verb, path, answer) =>
            Task.FromResult(
                isStored && verb == "HEAD" && path.StartsWith(Blobs, StringComparison.Ordinal)
                    ? answer with
                    {
                        Length = answer.Length - 1,
                    }
                    : answer
            );

        var result = await PushAsync(host, proxy, "new");

        var why = result.ShouldHaveFailed("MA1602").Why;
        layers.Count.ShouldBeGreaterThan(1);
        why.ShouldContain(
            $"@{Path.GetFileName(layers[0])}: It was pushed, but after 0 seconds the registry still says that it does not have it"
        );
        foreach (var layer in layers.Skip(1))
        {
            why.ShouldContain($"The registry says that {Path.GetFileName(layer)} has ");
        }

        (await Site(host).DigestAsync()).ShouldBe(before);
        ((bool)result.Image["destinations"]![0]!["pushed"]!).ShouldBeFalse();

        bool IsFirst(string path)
        {
            if (!layers.Contains(path))
            {
                layers.Add(path);
            }

            return layers[0] == path;
        }
    }

    /// <summary>Lets the tag show what it named before, for so many looks after it was moved.</summary>
    /// <returns>How often it was looked at since.</returns>
    private static Func<int> ShowOldTag(RegistryProxy proxy, string? before, int times)
    {
        var isPut = false;
        var looks = 0;
        proxy.Refuse = (verb, path) =>
            Task.FromResult(
                isPut && before is null && verb == "HEAD" && path == Tag && looks < times ? (++looks > 0 ? 404 : (int?)null) : null
            );
        proxy.Alter = (verb, path, answer) =>
        {
            isPut |= verb == "PUT" && path == Tag;
            return Task.FromResult(isPut && verb == "HEAD" && path == Tag && ++looks <= times ? answer with { Digest = before } : answer);
        };
        return () => looks;
    }

    private static int Times(PipelineResult result, string text) => result.NormalLog.Split(text).Length - 1;

    private static bool IsIndex(byte[] content) => JObject.Parse(System.Text.Encoding.UTF8.GetString(content))["manifests"] is not null;

    private static string DigestOf(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    private static Published Site(PipelineHost host) => new(host.Registry.CreateClient(), "site");

    private static Task<PipelineResult> PushAsync(PipelineHost host, RegistryProxy proxy, string page)
    {
        host.Context("site", $"FROM {host.Base}\nCOPY index.html /srv/\n", ("index.html", page));
        return host.PushAsync(
            "--context=site",
            $"--image={proxy.Address}/site:v1",
            "--platform=linux/amd64,linux/arm64",
            "--strategy=manifest"
        );
    }
}
