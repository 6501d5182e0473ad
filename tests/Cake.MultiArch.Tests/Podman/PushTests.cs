using Cake.Core;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Podman;

public sealed class PushTests : PodmanTest
{
    private const string Image = "localhost/web:latest";
    private const string Destination = "r.example.com/demo/web:1";

    [Theory]
    [InlineData(Destination, "docker://" + Destination)]
    [InlineData("oci:/layout:1", "oci:/layout:1")]
    public void An_image_is_pushed_with_its_settings_and_answers_the_digest(string destination, string expected)
    {
        Fake.Version("5.8.0");
        IsImage();
        Fake.On("push").WriteFile("--digestfile", "sha256:a11a");

        var pushed = Context.PodmanPush(
            Image,
            destination,
            new PodmanPushSettings
            {
                Root = "/r",
                Format = PodmanManifestFormat.V2s1,
                CompressionFormat = PodmanCompression.ZstdChunked,
                Retry = 5,
                RetryDelay = TimeSpan.FromSeconds(1.5),
                EncryptLayers = { 0, -1 },
                EncryptionKeys = { "jwe:/k,1.pem" },
            }
        );

        pushed.ShouldBe(new PodmanPushResult(expected, "sha256:a11a", IsList: false));
        var arguments = Fake.Call("push").Arguments;
        arguments[..9]
            .ShouldBe([
                "--root=/r",
                "push",
                "--compression-format=zstd:chunked",
                "--encrypt-layer=0",
                "--encrypt-layer=-1",
                "--encryption-key=jwe:/k,1.pem",
                "--format=v2s1",
                "--retry=5",
                "--retry-delay=1.5s",
            ]);
        arguments[^2..].ShouldBe([Image, expected]);
    }

    [Theory]
    [InlineData(List)]
    [InlineData("containers-storage:" + List)]
    public void A_name_that_is_a_list_is_pushed_with_all_its_images_A13(string name)
    {
        Fake.Version("4.3.1");
        IsList(Index("linux/amd64", "linux/arm64"));
        Fake.On("manifest push").WriteFile("--digestfile", "sha256:11");

        var pushed = Context.PodmanPush(
            name,
            Destination,
            new PodmanPushSettings
            {
                Root = "/r",
                StorageOptions = { "a=b" },
                TlsVerify = false,
                Quiet = true,
                Format = PodmanManifestFormat.V2s2,
                SignBy = "key",
                EnvironmentVariables = { ["X"] = "1" },
                ArgumentCustomization = arguments => arguments.Append("--custom"),
            }
        );

        pushed.ShouldBe(new PodmanPushResult("docker://" + Destination, "sha256:11", IsList: true));
        var call = Fake.Calls.Single(call => call.Line.Contains(" manifest push ", StringComparison.Ordinal));
        call.Arguments[..9]
            .ShouldBe([
                "--root=/r",
                "--storage-opt=a=b",
                "manifest",
                "push",
                "--all=true",
                "--format=v2s2",
                "--quiet",
                "--sign-by=key",
                "--tls-verify=false",
            ]);
        call.Arguments[^3..].ShouldBe([List, "docker://" + Destination, "--custom"]);
        call.Environment["X"].ShouldBe("1");
    }

    [Fact]
    public void A_list_that_must_not_be_pushed_is_not()
    {
        Fake.Version("4.3.1");
        IsList(Index("linux/amd64", "linux/amd64"));

        Should.Throw<MultiArchException>(() => Context.PodmanPush(List, Destination)).Problem.Id.ShouldBe("MA1411");
    }

    public static TheoryData<string, Action<PodmanPushSettings>> OfImagesOnly { get; } = new()
    {
        { "Retry", settings => settings.Retry = 0 },
        { "RetryDelay", settings => settings.RetryDelay = TimeSpan.FromSeconds(1) },
        { "Compress", settings => settings.Compress = true },
        { "EncryptLayers", settings => settings.EncryptLayers.Add(0) },
        { "EncryptionKeys", settings => settings.EncryptionKeys.Add("jwe:k") },
        { "Format", settings => settings.Format = PodmanManifestFormat.V2s1 },
    };

    [Theory]
    [MemberData(nameof(OfImagesOnly))]
    public void A_setting_that_only_images_have_is_refused_for_a_list(string property, Action<PodmanPushSettings> set)
    {
        Fake.Version("5.8.0");
        IsList(Index("linux/amd64"));

        var settings = new PodmanPushSettings();
        set(settings);

        var problem = Should.Throw<MultiArchException>(() => Context.PodmanPush(List, Destination, settings)).Problem;

        problem.Id.ShouldBe("MA1413");
        problem.Where.ShouldBe($"PodmanPushSettings.{property}");
        Fake.Calls.ShouldNotContain(call => call.Line.Contains(" push ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_push_without_a_digest_is_not_believed_as_after_a_SIGTERM()
    {
        Fake.Version("4.3.1");
        IsImage();
        Fake.On("push").Exit(0);

        Should.Throw<MultiArchException>(() => Context.PodmanPush(Image, Destination)).Problem.Id.ShouldBe("MA1415");
    }

    [Theory]
    [InlineData("4.5.1", true)]
    [InlineData("4.6.0", false)]
    public void Over_a_connection_that_tells_no_digest_nothing_is_pushed_A24(string service, bool refused)
    {
        string Component(string version) => $$"""{"APIVersion":"{{version}}","Version":"{{version}}","OsArch":"linux/amd64"}""";
        Fake.On("version").Out($$"""{"Client":{{Component("5.4.2")}},"Server":{{Component(service)}}}""");
        IsImage();
        Fake.On("push").WriteFile("--digestfile", "sha256:a11a");

        var push = () => Context.PodmanPush(Image, Destination, new PodmanPushSettings { Connection = "node" });

        if (refused)
        {
            Should.Throw<MultiArchException>(push).Problem.Id.ShouldBe("MA1444");
            Fake.Calls.ShouldNotContain(call => call.Line.Contains(" push ", StringComparison.Ordinal));
        }
        else
        {
            push().Digest.ShouldBe("sha256:a11a");
        }
    }

    [Fact]
    public void Credentials_are_not_in_the_command_line()
    {
        Fake.Version("4.3.1");
        IsImage();
        Fake.On("push").WriteFile("--digestfile", "sha256:a11a").Add("show-file", "--authfile");

        Context.PodmanPush(Image, Destination, new PodmanPushSettings { Credentials = { new("r.example.com", "ci", "s3cr3t-word") } });

        Fake.Call("push").Line.ShouldNotContain("s3cr3t-word");
        Log.Text.ShouldContain("r.example.com");
        Log.Text.ShouldNotContain("s3cr3t-word");
        Log.Text.ShouldNotContain(Convert.ToBase64String("ci:s3cr3t-word"u8));
    }

    [Fact]
    public async Task A_push_that_is_cancelled_is_cancelled_though_podman_ends_with_0()
    {
        Fake.Version("4.3.1");
        IsImage();
        Fake.On("push").Do("exit-on-sigint", 0).WriteFile("--digestfile", "sha256:a11a").Add("pid", Fake.Combine("pid")).Add("hold");
        using var cancellation = new CancellationTokenSource();

        var pushing = Context.PodmanPushAsync(Image, Destination, new PodmanPushSettings(), cancellation.Token);
        while (!File.Exists(Fake.Combine("pid")))
        {
            await Task.Delay(10, Token);
        }

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(pushing);
    }

    [Theory]
    [InlineData("--help", Destination)]
    [InlineData(Image, "--help")]
    [InlineData("", Destination)]
    public void What_podman_would_read_as_an_option_is_no_name(string image, string destination)
    {
        Fake.Version("4.3.1");
        IsImage();

        Should.Throw<MultiArchException>(() => Context.PodmanPush(image, destination)).Problem.Id.ShouldBe("MA1406");
    }

    private void IsImage() => Fake.On("manifest exists").Error($"Error: {Image}: image is not a manifest list").Exit(125);

    private void IsList(string index)
    {
        Fake.On("manifest exists").Exit(0);
        Fake.On("manifest inspect").Out(index);
    }
}
