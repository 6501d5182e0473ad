using Cake.MultiArch.Elf;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Verify;

/// <summary>Wrong images, built by the pipeline with the real podman: the tag of the right one before them stays, and nothing is sent.</summary>
public class RefusedBeforeTheTagTests(BaseImages baseImages)
{
    private const string Right = "ARG TARGETARCH\nCOPY $TARGETARCH/app /usr/local/bin/app\nCMD [\"app\"]\n";

    /// <summary>What is wrong, the lines of the Containerfile behind <c>FROM base</c>, and the sentence.</summary>
    public static TheoryData<string, string, string> Broken => new()
    {
        { "an amd64 program is started", "COPY amd64/app /srv/app\nENTRYPOINT [\"/srv/app\", \"--serve\"]\n", "linux/arm64: /srv/app is an amd64 program" },
        { "an amd64 program is started by a shell", "COPY amd64/app /srv/app\nCMD exec /srv/app --serve\n", "linux/arm64: /srv/app is an amd64 program" },
        { "an amd64 program is found by PATH", "ENV PATH=/opt/app:/bin\nCOPY amd64/app /opt/app/web\nCMD [\"web\"]\n", "linux/arm64: /opt/app/web is an amd64 program" },
        { "an amd64 program runs a script", "COPY amd64/app /opt/python\nCOPY --chmod=0755 script /srv/script\nCMD [\"/srv/script\"]\n", "linux/arm64: /opt/python is an amd64 program" },
        { "an amd64 program among the system's", "COPY amd64/app /usr/bin/tool\n", "linux/arm64: /usr/bin/tool is an amd64 program" },
        { "an amd64 library among the system's", "COPY amd64/library /usr/lib/libtool.so.1\n", "linux/arm64: /usr/lib/libtool.so.1 is an amd64 library" },
        { "a program of zero bytes is started", "COPY --chmod=0755 empty /srv/app\nCMD [\"/srv/app\"]\n", "linux/arm64: /srv/app" },
        { "a program of zero bytes among the system's", "COPY --chmod=0755 empty /usr/local/bin/tool\n", "linux/arm64: /usr/local/bin/tool" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_wrong_image_leaves_the_tag_as_it_was_and_says_which_file_on_which_platform(string what, string lines, string sentence)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        using var proxy = new RegistryProxy(host.Registry);
        (await PushAsync(host, proxy, $"FROM {host.Base}\n{Right}")).ShouldHaveSucceeded();
        var before = await Site(host).DigestAsync();
        before.ShouldNotBeNull();
        proxy.Requests.Clear();

        var result = await PushAsync(host, proxy, $"FROM {host.Base}\n{lines}");

        result.ShouldHaveFailed("MA1561").ToString().ShouldContain(sentence, customMessage: what);
        (await Site(host).DigestAsync()).ShouldBe(before);
        proxy.Requests.ShouldNotContain(request => request.Method == "PUT");
        Platform(result, "linux/arm64")["status"]!.Value<string>().ShouldBe("failed");
        Platform(result, "linux/arm64")["files"]!["findings"]!.ShouldContain(finding => finding["refused"]!.Value<bool>());
        (await host.LeftoversAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_image_that_has_nothing_of_its_platform_is_refused()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        using var proxy = new RegistryProxy(host.Registry);

        var result = await PushAsync(host, proxy, "FROM scratch\nARG TARGETARCH\nCOPY amd64/app /opt/data/app\nCOPY $TARGETARCH/text /text\n");

        result.ShouldHaveFailed("MA1561").ToString().ShouldContain("linux/arm64");
        Platform(result, "linux/amd64")["files"]!["findings"]!.ShouldBeEmpty();
        (await Site(host).DigestAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData("--verify=strict", "MA1561")]
    [InlineData("--verify=default", null)]
    [InlineData("--verify=off", null)]
    public async Task A_foreign_program_that_nothing_uses_is_a_warning_unless_strict(string argument, string? id)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        using var proxy = new RegistryProxy(host.Registry);

        var result = await PushAsync(host, proxy, $"FROM {host.Base}\n{Right}COPY amd64/app /opt/vendor/tool\n", argument);

        if (id is not null)
        {
            result.ShouldHaveFailed(id).ToString().ShouldContain("linux/arm64: /opt/vendor/tool is an amd64 program");
            (await Site(host).DigestAsync()).ShouldBeNull();
            return;
        }

        result.ShouldHaveSucceeded();
        result.NormalLog.Contains("linux/arm64: /opt/vendor/tool is an amd64 program", StringComparison.Ordinal).ShouldBe(argument == "--verify=default");
        (Platform(result, "linux/arm64")["files"] is JObject).ShouldBe(argument == "--verify=default");
    }

    [Fact]
    public async Task What_the_user_allows_is_published()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        using var proxy = new RegistryProxy(host.Registry);

        var result = await PushAsync(
            host, proxy, $"FROM {host.Base}\n{Right}COPY amd64/app /usr/bin/tool\nCOPY amd64/app /opt/vendor/bin/tool\n", "--verify=strict", "--allow-foreign=/usr/bin/tool", "--allow-foreign=/opt/**/tool");

        result.ShouldHaveSucceeded();
        Platform(result, "linux/arm64")["files"]!["allowed"]!.Value<int>().ShouldBe(2);
    }

    [Fact]
    public async Task What_cannot_be_mounted_is_read_from_the_images_that_a_service_hands_over()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await using var elsewhere = await PodmanStore.CreateAsync();
        await using var service = await PodmanService.StartAsync(elsewhere);
        using var proxy = new RegistryProxy(host.Registry);
        host.Set("CONTAINER_HOST", service.Url);

        (await PushAsync(host, proxy, $"FROM {host.Base}\n{Right}")).ShouldHaveSucceeded();
        var before = await Site(host).DigestAsync();
        var result = await PushAsync(host, proxy, $"FROM {host.Base}\nCOPY amd64/app /usr/bin/tool\n");

        result.ShouldHaveFailed("MA1561").ToString().ShouldContain("linux/arm64: /usr/bin/tool is an amd64 program");
        (await Site(host).DigestAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_build_that_is_not_published_is_checked_as_well()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);

        var result = await host.BuildAsync($"--context={Context(host, $"FROM {host.Base}\nCOPY amd64/app /usr/bin/tool\n")}", "--platform=linux/amd64,linux/arm64");

        result.ShouldHaveFailed("MA1561").ToString().ShouldContain("linux/arm64: /usr/bin/tool is an amd64 program");
        (await host.LeftoversAsync()).ShouldBeEmpty();
    }

    private static Published Site(PipelineHost host) => new(host.Registry.CreateClient(), "site");

    private static JToken Platform(PipelineResult result, string platform) =>
        result.Image["platforms"]!.Single(row => row["platform"]!.Value<string>() == platform);

    private static Task<PipelineResult> PushAsync(PipelineHost host, RegistryProxy proxy, string containerfile, params string[] arguments) =>
        host.PushAsync([$"--context={Context(host, containerfile)}", $"--image={proxy.Address}/site:v1", "--platform=linux/amd64,linux/arm64", .. arguments]);

    private static string Context(PipelineHost host, string containerfile)
    {
        var context = host.Context("site", containerfile, ("script", "#!/opt/python -u\n"), ("empty", ""));
        foreach (var name in BaseImages.Architectures)
        {
            var folder = Directory.CreateDirectory(Path.Combine(host.WorkingDirectory, context, name)).FullName;
            var program = ElfProbe.Write(ElfArchitecture.Find(name)!);
            var app = Path.Combine(folder, "app");
            File.WriteAllBytes(app, program);
            File.SetUnixFileMode(app, (UnixFileMode)0b111_101_101);

            // e_type, ET_DYN: a library has no interpreter either.
            program[ElfArchitecture.Find(name)!.Data is ElfData.LittleEndian ? 16 : 17] = 3;
            File.WriteAllBytes(Path.Combine(folder, "library"), program);
            File.WriteAllText(Path.Combine(folder, "text"), name);
        }

        return context;
    }
}
