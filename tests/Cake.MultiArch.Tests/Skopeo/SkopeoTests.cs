using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Skopeo;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Skopeo;

public sealed class SkopeoTests : IDisposable
{
    private const string Source = "r.example.com/demo/web:1";
    private const string Destination = "m.example.com/demo/web:1";
    private const string Arm64 = """{"Name":"r.example.com/demo/web","Digest":"sha256:11","RepoTags":["1","2"],"Created":"2026-01-02T03:04:05Z","Os":"linux","Architecture":"arm64","Labels":{"a":"b"},"Layers":["sha256:22"],"Env":["X=1"]}""";

    private readonly FakePodmanFolder _fake = new("skopeo");
    private readonly TestLog _log = new();
    private readonly TestTools _tools = new();
    private readonly TestCakeContext _context;

    public SkopeoTests()
    {
        _tools.RegisterFile(_fake.Program);
        _context = new TestCakeContext(_log, _tools, new TestEnvironment(_fake.Folder));
    }

    public void Dispose() => _fake.Dispose();

    [Fact]
    public void A_copy_is_what_one_would_type_and_answers_the_digest()
    {
        _fake.On("copy").WriteFile("--digestfile", "sha256:a11a");

        var copied = _context.SkopeoCopy(Source, "oci:./layout:1", new SkopeoCopySettings
        {
            All = true, Policy = "policy.json", CommandTimeout = TimeSpan.FromMinutes(2), AdditionalTags = { "a,b" }, SourceTlsVerify = false,
            MultiArch = SkopeoMultiArch.IndexOnly, DestinationCompressionFormat = PodmanCompression.Zstd, Format = PodmanManifestFormat.Oci, EncryptLayers = { -1 },
        });

        copied.ShouldBe(new SkopeoCopyResult("docker://" + Source, "oci:./layout:1", "sha256:a11a"));
        var arguments = _fake.Call("copy").Arguments;
        arguments[..10].ShouldBe(
        [
            "--command-timeout=120s", $"--policy={_fake.Combine("policy.json")}", "copy", "--additional-tag=\"a,b\"", "--all", "--dest-compress-format=zstd",
            "--encrypt-layer=-1", "--format=oci", "--multi-arch=index-only", "--src-tls-verify=false",
        ]);
        arguments[^2..].ShouldBe(["docker://" + Source, "oci:./layout:1"]);
    }

    [Fact]
    public void Each_side_has_credentials_of_its_own_and_none_is_in_the_command_line()
    {
        _fake.On("copy").WriteFile("--digestfile", "sha256:a11a").Add("show-file", "--src-authfile").Add("show-file", "--dest-authfile");

        _context.SkopeoCopy(Source, Destination, new SkopeoCopySettings
        {
            SourceCredentials = new("r.example.com", "reader", "first-s3cret"),
            DestinationCredentials = new("m.example.com", "writer", "second-s3cret"),
        });

        _fake.Call("copy").Line.ShouldNotContain("s3cret");
        _log.Lines.Count(line => line == (UnixFileMode.UserRead | UnixFileMode.UserWrite).ToString()).ShouldBe(2);
        _log.Text.ShouldContain("r.example.com");
        _log.Text.ShouldContain("m.example.com");
        _log.Text.ShouldNotContain("s3cret");
        _log.Text.ShouldNotContain(Convert.ToBase64String("reader:first-s3cret"u8));
        File.Exists(_fake.Call("copy").Arguments.Single(argument => argument.StartsWith("--src-authfile=", StringComparison.Ordinal))["--src-authfile=".Length..]).ShouldBeFalse();
    }

    [Fact]
    public void A_copy_without_a_digest_is_not_believed()
    {
        _fake.On("copy").Exit(0);
        File.WriteAllText(_fake.Combine("digest"), "sha256:old");

        Id(() => _context.SkopeoCopy(Source, Destination)).ShouldBe("MA1473");
        Id(() => _context.SkopeoCopy(Source, Destination, settings => settings.DigestFile = "digest")).ShouldBe("MA1473");
    }

    [Fact]
    public void An_image_for_another_platform_is_not_copied()
    {
        _fake.On("inspect").Out(Arm64);
        _fake.On("copy").WriteFile("--digestfile", "sha256:a11a");
        SkopeoCopySettings For(string platform) => new() { Platform = platform, SourceTlsVerify = false, SourceAuthFile = "/a.json" };

        Id(() => _context.SkopeoCopy(Source, Destination, For("linux/s390x"))).ShouldBe("MA1474");
        _fake.Calls.ShouldNotContain(call => call.Line.Contains(" copy ", StringComparison.Ordinal));
        _fake.Call("inspect").Arguments.ShouldBe(
            ["--override-arch=s390x", "--override-os=linux", "inspect", "--authfile=/a.json", "--no-tags", "--tls-verify=false", "docker://" + Source]);

        _context.SkopeoCopy(Source, Destination, For("linux/arm64")).Digest.ShouldBe("sha256:a11a");
    }

    [Fact]
    public void An_inspection_becomes_a_record()
    {
        _fake.On("inspect").Out(Arm64);

        var image = _context.SkopeoInspect(Source, new SkopeoInspectSettings { Platform = "linux/arm64" });

        (image.Name, image.Digest, image.Platform, image.Created).ShouldBe(
            ("r.example.com/demo/web", "sha256:11", (Platform)"linux/arm64", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)));
        image.Tags.ShouldBe(["1", "2"]);
        image.Labels["a"].ShouldBe("b");
        image.Layers.ShouldBe(["sha256:22"]);
        image.Environment.ShouldBe(["X=1"]);
        Id(() => _context.SkopeoInspect(Source, settings => settings.OverrideArch = "amd64")).ShouldBe("MA1474");
    }

    [Fact]
    public void An_index_is_asked_for_raw()
    {
        _fake.On("inspect").Out("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}""");

        _context.SkopeoInspectIndex(Source).Manifests.ShouldBeEmpty();

        _fake.Call("inspect").Arguments.ShouldBe(["inspect", "--raw", "docker://" + Source]);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("hello")]
    public void Another_answer_is_refused(string answer)
    {
        _fake.On("inspect").Out(answer);

        Id(() => _context.SkopeoInspect(Source)).ShouldBe("MA1471");
    }

    [Theory]
    [InlineData("Error parsing image name \\\"docker://r/x:9\\\": reading manifest 9 in r/x: manifest unknown: manifest unknown", "MA1433")]
    [InlineData("initializing source docker://r/x:1: reading manifest 1 in r/x: unauthorized: authentication required", "MA1426")]
    [InlineData("pinging container registry r: Get \\\"https://r/v2/\\\": dial tcp 127.0.0.1:1: connect: connection refused", "MA1431")]
    [InlineData("choosing image instance: no image found in image index for architecture \\\"s390x\\\", variant \\\"\\\", OS \\\"linux\\\"", "MA1474")]
    [InlineData("unknown flag: --multi-arch", "MA1472")]
    [InlineData("something \\\"else\\\" happened", "MA1103")]
    public void What_skopeo_says_when_it_fails_is_known(string message, string id)
    {
        _fake.On("inspect").Error($"time=\"x\" level=fatal msg=\"{message}\"").Exit(1);

        var failure = Should.Throw<MultiArchException>(() => _context.SkopeoInspect(Source));

        failure.Problem.Id.ShouldBe(id);
        failure.ExitCode.ShouldBe(1);
        failure.Problem.Why.ShouldNotContain("level=fatal");
    }

    [Fact]
    public void A_missing_skopeo_is_told_with_the_command_that_installs_it()
    {
        var context = new TestCakeContext(_log, new TestTools(), new TestEnvironment(_fake.Folder));

        var problem = Should.Throw<MultiArchException>(() => context.SkopeoInspect(Source)).Problem;

        problem.Id.ShouldBe("MA1470");
        problem.Repair.ShouldContain("apt-get install skopeo");
    }

    [Fact]
    public void What_cannot_be_honoured_is_refused()
    {
        Id(() => _context.SkopeoCopy("--help", Destination)).ShouldBe("MA1406");
        Id(() => _context.SkopeoCopy(Source, "")).ShouldBe("MA1406");
        Id(() => _context.SkopeoInspect("-")).ShouldBe("MA1406");
        Id(() => _context.SkopeoInspect(Source, settings => settings.PostAction = _ => { })).ShouldBe("MA1104");
        Id(() => _context.SkopeoInspect(Source, settings => (settings.NoCredentials, settings.Credentials) = (true, new("r", "u", "p")))).ShouldBe("MA1413");
        Id(() => _context.SkopeoCopy(Source, Destination, settings => (settings.DestinationNoCredentials, settings.DestinationCredentials) = (true, new("r", "u", "p")))).ShouldBe("MA1413");
        _fake.Calls.ShouldBeEmpty();
    }

    private static string Id(Action act) => Should.Throw<MultiArchException>(act).Problem.Id;
}
