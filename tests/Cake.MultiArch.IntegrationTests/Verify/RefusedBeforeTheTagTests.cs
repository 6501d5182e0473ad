using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Verify;

/// <summary>
/// Wrong images, built by the pipeline with the real podman: the tag of the right one before them stays, and nothing is sent.
/// </summary>
public class RefusedBeforeTheTagTests(RightSite site) : IClassFixture<RightSite>
{
    /// <summary>What is wrong, the lines of the Containerfile behind <c>FROM base</c>, and the sentence.</summary>
    public static TheoryData<string, string, string> Broken =>
        new()
        {
            {
                "an amd64 program is started",
                "COPY amd64/app /srv/app\nENTRYPOINT [\"/srv/app\", \"--serve\"]\n",
                "linux/arm64: /srv/app is an amd64 program"
            },
            {
                "an amd64 program is started by a shell",
                "COPY amd64/app /srv/app\nCMD exec /srv/app --serve\n",
                "linux/arm64: /srv/app is an amd64 program"
            },
            {
                "an amd64 program is found by PATH",
                "ENV PATH=/opt/app:/bin\nCOPY amd64/app /opt/app/web\nCMD [\"web\"]\n",
                "linux/arm64: /opt/app/web is an amd64 program"
            },
            {
                "an amd64 program runs a script",
                "COPY amd64/app /opt/python\nCOPY --chmod=0755 script /srv/script\nCMD [\"/srv/script\"]\n",
                "linux/arm64: /opt/python is an amd64 program"
            },
            { "an amd64 program among the system's", "COPY amd64/app /usr/bin/tool\n", "linux/arm64: /usr/bin/tool is an amd64 program" },
            {
                "an amd64 library among the system's",
                "COPY amd64/library /usr/lib/libtool.so.1\n",
                "linux/arm64: /usr/lib/libtool.so.1 is an amd64 library"
            },
            { "a program of zero bytes is started", "COPY --chmod=0755 empty /srv/app\nCMD [\"/srv/app\"]\n", "linux/arm64: /srv/app" },
            {
                "a program of zero bytes among the system's",
                "COPY --chmod=0755 empty /usr/local/bin/tool\n",
                "linux/arm64: /usr/local/bin/tool"
            },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_wrong_image_leaves_the_tag_as_it_was_and_says_which_file_on_which_platform(
        string what,
        string lines,
        string sentence
    )
    {
        var result = await site.PushAsync($"FROM {site.Host.Base}\n{lines}");

        result.ShouldHaveFailed("MA1561").ToString().ShouldContain(sentence, customMessage: what);
        (await site.Published.DigestAsync()).ShouldBe(site.Digest);
        site.TakePuts().ShouldBe(0);
        RightSite.Platform(result, "linux/arm64")["status"]!.Value<string>().ShouldBe("failed");
        RightSite.Platform(result, "linux/arm64")["files"]!["findings"]!.ShouldContain(finding => finding["refused"]!.Value<bool>());
        (await site.Host.LeftoversAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_image_that_has_nothing_of_its_platform_is_refused()
    {
        var result = await site.PushAsync("FROM scratch\nARG TARGETARCH\nCOPY amd64/app /opt/data/app\nCOPY $TARGETARCH/text /text\n");

        result.ShouldHaveFailed("MA1561").ToString().ShouldContain("linux/arm64");
        RightSite.Platform(result, "linux/amd64")["files"]!["findings"]!.ShouldBeEmpty();
        (await site.Published.DigestAsync()).ShouldBe(site.Digest);
    }

    [Theory]
    [InlineData("--verify=strict", "MA1561")]
    [InlineData("--verify=default", null)]
    [InlineData("--verify=off", null)]
    public async Task A_foreign_program_that_nothing_uses_is_a_warning_unless_strict(string argument, string? id)
    {
        var elsewhere = $"warned{argument[^3..]}";

        var result = await site.PushToAsync(
            site.Host.Reference(elsewhere),
            $"FROM {site.Host.Base}\n{RightSite.Right}COPY amd64/app /opt/vendor/tool\n",
            argument
        );

        if (id is not null)
        {
            result.ShouldHaveFailed(id).ToString().ShouldContain("linux/arm64: /opt/vendor/tool is an amd64 program");
            (await new Published(site.Host.Registry.CreateClient(), elsewhere).DigestAsync()).ShouldBeNull();
            return;
        }

        result.ShouldHaveSucceeded();
        result
            .NormalLog.Contains("linux/arm64: /opt/vendor/tool is an amd64 program", StringComparison.Ordinal)
            .ShouldBe(argument == "--verify=default");
        (RightSite.Platform(result, "linux/arm64")["files"] is JObject).ShouldBe(argument == "--verify=default");
    }

    [Fact]
    public async Task What_the_user_allows_is_published()
    {
        var result = await site.PushToAsync(
            site.Host.Reference("allowed"),
            $"FROM {site.Host.Base}\n{RightSite.Right}COPY amd64/app /usr/bin/tool\nCOPY amd64/app /opt/vendor/bin/tool\n",
            "--verify=strict",
            "--allow-foreign=/usr/bin/tool",
            "--allow-foreign=/opt/**/tool"
        );

        result.ShouldHaveSucceeded();
        RightSite.Platform(result, "linux/arm64")["files"]!["allowed"]!.Value<int>().ShouldBe(2);
    }

    [Fact]
    public async Task What_cannot_be_mounted_is_read_from_the_images_that_a_service_hands_over()
    {
        await using var elsewhere = await PodmanStore.CreateAsync();
        await using var service = await PodmanService.StartAsync(elsewhere);
        site.Host.Set("CONTAINER_HOST", service.Url);
        try
        {
            var right = await site.PushToAsync(site.Host.Reference("remote"), $"FROM {site.Host.Base}\n{RightSite.Right}");
            var wrong = await site.PushAsync($"FROM {site.Host.Base}\nCOPY amd64/app /usr/bin/tool\n");

            right.ShouldHaveSucceeded();
            RightSite.Platform(right, "linux/arm64")["files"]!["programs"]!.Value<int>().ShouldBeGreaterThan(0);
            wrong.ShouldHaveFailed("MA1561").ToString().ShouldContain("linux/arm64: /usr/bin/tool is an amd64 program");
            (await site.Published.DigestAsync()).ShouldBe(site.Digest);
        }
        finally
        {
            site.Host.Set("CONTAINER_HOST", null);
        }
    }

    [Fact]
    public async Task A_build_that_is_not_published_is_checked_as_well()
    {
        var result = await site.Host.BuildAsync(
            $"--context={site.Context($"FROM {site.Host.Base}\nCOPY amd64/app /usr/bin/tool\n")}",
            "--platform=linux/amd64,linux/arm64"
        );

        result.ShouldHaveFailed("MA1561").ToString().ShouldContain("linux/arm64: /usr/bin/tool is an amd64 program");
        (await site.Host.LeftoversAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_smoke_test_is_run_on_every_platform_and_its_failure_on_one_leaves_the_tag()
    {
        site.Host.Set("CONTAINERS_CONF", await ContainerHost.WriteAsync(site.Host.Folder));
        var containerfile = $"FROM {site.Host.Base}\n{RightSite.Right}";

        var right = await site.PushToAsync(site.Host.Reference("smoked"), containerfile, "--smoke=sh -c 'test -x /usr/local/bin/app'");
        var wrong = await site.PushAsync(containerfile, "--smoke=sh -c 'echo on $(uname -m); test $(uname -m) = x86_64'");

        right.ShouldHaveSucceeded();
        right.Image["platforms"]!.Select(row => row["smoke"]!["exitCode"]!.Value<int>()).ShouldBe([0, 0]);
        wrong.ShouldHaveFailed("MA1631").ToString().ShouldContain("on aarch64");
        RightSite.Platform(wrong, "linux/amd64")["smoke"]!["exitCode"]!.Value<int>().ShouldBe(0);
        RightSite.Platform(wrong, "linux/arm64")["smoke"]!["exitCode"]!.Value<int>().ShouldBe(1);
        RightSite.Platform(wrong, "linux/arm64")["status"]!.Value<string>().ShouldBe("failed");
        (await site.Published.DigestAsync()).ShouldBe(site.Digest);
        site.TakePuts().ShouldBe(0);
        (await site.Host.LeftoversAsync()).ShouldBeEmpty();
    }
}
