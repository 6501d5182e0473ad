using Cake.Core.IO;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Tests.Podman;

public class ArgumentTests
{
    private static readonly Version Podman = new(5, 8);

    [Fact]
    public void Nothing_that_is_unset_is_given() =>
        All(new PodmanBuildSettings(), "/ctx").ShouldBe(["build", "/ctx"]);

    [Fact]
    public void A_build_of_the_documentation_is_what_one_would_type() =>
        All(new PodmanBuildSettings
        {
            File = "./src/web/Containerfile",
            Platforms = { "linux/amd64", "linux/arm64" },
            Manifest = "localhost/web:run42",
            BuildArgs = { ["VERSION"] = "1.4.2" },
            Jobs = 2,
        }, "/work/src/web").ShouldBe(
        [
            "build", "--build-arg=VERSION=1.4.2", "--file=/work/src/web/Containerfile", "--jobs=2", "--manifest=localhost/web:run42",
            "--platform=linux/amd64,linux/arm64", "/work/src/web",
        ]);

    [Fact]
    public void Global_options_stand_before_the_verb_even_where_the_verb_has_one_of_that_name() =>
        All(
                new PodmanBuildSettings
                {
                    Root = "storage",
                    StorageDriver = "overlay",
                    StorageOptions = { "a=1", "b=2,c" },
                    RuntimeFlags = { "debug" },
                    StepRuntimeFlags = { "log=x" },
                    LogLevel = PodmanLogLevel.Debug,
                },
                "/ctx"
            )
            .ShouldBe([
                "--log-level=debug",
                "--root=/work/storage",
                "--runtime-flag=debug",
                "--storage-driver=overlay",
                "--storage-opt=a=1",
                "--storage-opt=b=2,c",
                "build",
                "--runtime-flag=log=x",
                "/ctx",
            ]);

    [Theory]
    [InlineData(true, new[] { "build", "--layers=true", "--no-cache", "/ctx" })]
    [InlineData(false, new[] { "build", "--layers=false", "/ctx" })]
    public void A_switch_stands_alone_and_a_flag_that_is_on_by_default_has_a_value(bool isOn, string[] expected) =>
        All(new PodmanBuildSettings { Layers = isOn, NoCache = isOn }, "/ctx").ShouldBe(expected);

    [Fact]
    public void Values_are_given_as_podman_reads_them() =>
        All(
                new PodmanBuildSettings
                {
                    RetryDelay = TimeSpan.FromMilliseconds(1500),
                    CacheTtl = TimeSpan.FromHours(2),
                    Timestamp = DateTimeOffset.FromUnixTimeSeconds(1700000000),
                    CpuPeriod = 100_000,
                    Isolation = PodmanIsolation.Chroot,
                    Pull = PodmanPullPolicy.Newer,
                    Sbom = PodmanSbomPreset.SyftCycloneDx,
                    Format = PodmanImageFormat.Docker,
                    CertDir = "../certs",
                },
                "/ctx"
            )
            .ShouldBe([
                "build",
                "--cache-ttl=7200s",
                "--cert-dir=/certs",
                "--cpu-period=100000",
                "--format=docker",
                "--isolation=chroot",
                "--pull=newer",
                "--retry-delay=1.5s",
                "--sbom=syft-cyclonedx",
                "--timestamp=1700000000",
                "/ctx",
            ]);

    [Fact]
    public void A_value_without_one_is_taken_from_the_environment() =>
        All(new PodmanBuildSettings { BuildArgs = { ["TOKEN"] = null, ["EMPTY"] = "", ["A"] = "b=c d" } }, "/ctx")
            .ShouldBe(["build", "--build-arg=TOKEN", "--build-arg=EMPTY=", "--build-arg=A=b=c d", "/ctx"]);

    [Fact]
    public void A_platform_is_given_once_whatever_its_spellings() =>
        All(new PodmanBuildSettings { Platforms = { "linux/arm64", "linux/aarch64", "linux/arm/v7", "linux/arm" } }, "/ctx")
            .ShouldBe(["build", "--platform=linux/arm64,linux/arm/v7", "/ctx"]);

    [Fact]
    public void The_first_Containerfile_comes_first() =>
        All(new PodmanBuildSettings { AdditionalFiles = { "b", "c" }, File = "a" }, "/ctx")
            .ShouldBe(["build", "--file=/work/a", "--file=/work/b", "--file=/work/c", "/ctx"]);

    [Fact]
    public void A_comma_is_quoted_where_podman_splits_at_it_and_only_there() =>
        All(new PodmanBuildSettings { CapAdd = { "A,B", "say \"hi\"" }, Labels = { ["x"] = "a,b" } }, "/ctx")
            .ShouldBe(["build", "--cap-add=\"A,B\"", "--cap-add=\"say \"\"hi\"\"\"", "--label=x=a,b", "/ctx"]);

    [Theory]
    [InlineData("4.9", "--annotation=\"note=a,b\"")]
    [InlineData("5.0", "--annotation=note=a,b")]
    public void Annotations_of_an_entry_are_split_at_commas_until_podman_5(string version, string expected) =>
        new FlagArguments("/work", Version.Parse(version))
            .All(new ManifestAddSettings { Annotations = { ["note"] = "a,b" } }, [], "list", "image")
            .ShouldBe(["manifest", "add", expected, "list", "image"]);

    [Fact]
    public void The_platform_of_an_entry_is_system_architecture_and_variant() =>
        All(new ManifestAddSettings { Platform = "linux/arm/v6" }, "list", "image")
            .ShouldBe(["manifest", "add", "--arch=arm", "--os=linux", "--variant=v6", "list", "image"]);

    [Fact]
    public void The_platform_of_an_entry_can_be_read_and_taken_away()
    {
        var settings = new ManifestAddSettings { Platform = "linux/arm64" };
        settings.Platform.ShouldBe((Platform)"linux/arm64");

        settings.Platform = null;

        All(settings, "list", "image").ShouldBe(["manifest", "add", "list", "image"]);
    }

    [Fact]
    public void A_push_takes_the_images_along_unless_told_otherwise()
    {
        All(new ManifestPushSettings(), "list", "docker://r/x").ShouldBe(["manifest", "push", "--all=true", "list", "docker://r/x"]);
        All(new ManifestPushSettings { All = false }, "list", "docker://r/x")
            .ShouldBe(["manifest", "push", "--all=false", "list", "docker://r/x"]);
    }

    [Fact]
    public void Compressions_are_podmans_words() =>
        All(
                new ManifestPushSettings
                {
                    CompressionFormat = PodmanCompression.ZstdChunked,
                    AddCompression = { PodmanCompression.Gzip, PodmanCompression.Zstd },
                },
                "l",
                "d"
            )
            .ShouldBe([
                "manifest",
                "push",
                "--add-compression=gzip",
                "--add-compression=zstd",
                "--all=true",
                "--compression-format=zstd:chunked",
                "l",
                "d",
            ]);

    [Fact]
    public void A_password_is_not_in_the_arguments() =>
        All(new PodmanLoginSettings { Username = "ci", Password = "s3cret" }, "registry.example.com")
            .ShouldBe(["login", "--password-stdin", "--username=ci", "registry.example.com"]);

    [Fact]
    public void Credentials_of_a_command_are_not_in_the_arguments() =>
        string.Join(' ', All(new ManifestPushSettings { Credentials = { new("r", "ci", "s3cret") } }, "l", "d")).ShouldNotContain("s3cret");

    [Fact]
    public void Credentials_do_not_print_the_password() =>
        new RegistryCredentials("registry.example.com", "ci", "s3cret").ToString().ShouldBe("ci at registry.example.com");

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("-")]
    public void An_operand_that_podman_would_read_as_an_option_is_refused(string operand) =>
        Should.Throw<MultiArchException>(() => All(new ManifestExistsSettings(), operand)).Problem.Id.ShouldBe("MA1406");

    [Theory]
    [InlineData("")]
    [InlineData("A=B")]
    public void A_name_that_cannot_be_one_is_refused(string name) =>
        Should
            .Throw<MultiArchException>(() => All(new PodmanBuildSettings { Labels = { [name] = "x" } }, "/ctx"))
            .Problem.Id.ShouldBe("MA1413");

    [Theory]
    [InlineData("chroot", PodmanIsolation.Chroot)]
    [InlineData("OCI", PodmanIsolation.Oci)]
    [InlineData("magic", null)]
    [InlineData(null, null)]
    public void Podmans_words_are_read_as_well(string? word, PodmanIsolation? expected)
    {
        FlagWord.TryParse<PodmanIsolation>(word, out var value).ShouldBe(expected is not null);
        value.ShouldBe(expected);
    }

    private static IReadOnlyList<string> All(PodmanSettings settings, params string[] operands) =>
        new FlagArguments(new DirectoryPath("/work"), Podman).All(settings, [], operands);
}
