using Cake.MultiArch.Oci;
using Cake.MultiArch.Oci.Documents;
using static Cake.MultiArch.Tests.Verify.Documents.IndexTexts;

namespace Cake.MultiArch.Tests.Verify.Documents;

/// <summary>An image beside the entry that leads to it.</summary>
public class ImageRulesTests
{
    private const string ByPodman = """,'config':{'Labels':{'io.buildah.version':'1.28.2'}}""";
    private const string ByPodmanUnlabelled = """,'history':[{'created_by':'/bin/sh -c #(nop) COPY file:7e716e09 in /x '}]""";
    private const string ByBuildKit =
        """,'history':[{'created_by':'/bin/sh -c #(nop) ADD file:7e716e09 in / '},{'created_by':'COPY x /x # buildkit','comment':'buildkit.dockerfile.v0'}]""";

    [Fact]
    public void A_manifest_of_the_size_and_kind_that_its_entry_says() =>
        ImageRules.OfManifest(Parsed("""{"architecture":"amd64","os":"linux"}"""), 482, MediaTypes.OciManifest).ShouldBeEmpty();

    [Fact]
    public void A_manifest_of_another_size() =>
        ImageRules.OfManifest(Parsed("""{"architecture":"amd64","os":"linux"}"""), 480, MediaTypes.OciManifest)
            .ShouldBe([new("linux/amd64", $"the entry linux/amd64 says that its manifest {Sha('a')} has 482 bytes; it has 480")]);

    [Fact]
    public void A_manifest_of_another_kind() =>
        ImageRules
            .OfManifest(Parsed("""{"architecture":"amd64","os":"linux"}"""), 482, MediaTypes.DockerManifest)
            .ShouldBe([
                new(
                    "linux/amd64",
                    $"the entry linux/amd64 says that its manifest {Sha('a')} is {MediaTypes.OciManifest}; it is {MediaTypes.DockerManifest}"
                ),
            ]);

    [Theory]
    [InlineData("""{'architecture':'arm64','os':'linux'}""", """{'architecture':'arm64','os':'linux','variant':'v8'}""")]
    [InlineData("""{'architecture':'arm64','os':'linux','variant':'v8'}""", """{'architecture':'arm64','os':'linux'}""")]
    [InlineData("""{'architecture':'arm','os':'linux','variant':'v7'}""", """{'architecture':'arm','os':'linux','variant':'v7'}""")]
    [InlineData("""{'architecture':'arm','os':'linux','variant':'v6'}""", """{'architecture':'arm','os':'linux'}""")] // A config without a variant contradicts none.
    [InlineData("""{'architecture':'arm','os':'linux'}""", """{'architecture':'arm','os':'linux'}""")]
    [InlineData("""{'architecture':'amd64','os':'linux','variant':'v3'}""", """{'architecture':'amd64','os':'linux'}""")]
    [InlineData(
        """{'architecture':'arm','os':'linux','variant':'v6'}""",
        """{'architecture':'arm','os':'linux','variant':'v7'""" + ByPodman + "}"
    )]
    [InlineData(
        """{'architecture':'arm','os':'linux','variant':'v6'}""",
        """{'architecture':'arm','os':'linux','variant':'v7'""" + ByPodmanUnlabelled + "}"
    )]
    [InlineData(
        """{'architecture':'amd64','os':'windows','os.version':'10.0.17763.1'}""",
        """{'architecture':'amd64','os':'windows','os.version':'10.0.17763.1'}"""
    )]
    [InlineData("""{'architecture':'amd64','os':'windows'}""", """{'architecture':'amd64','os':'windows','os.version':'10.0.17763.1'}""")]
    [InlineData("null", """{'architecture':'riscv64','os':'linux'}""")]
    public void An_image_of_its_entrys_platform(string platform, string config) => Defects(platform, config).ShouldBeEmpty();

    [Theory]
    [InlineData(
        """{'architecture':'arm64','os':'linux'}""",
        """{'architecture':'amd64','os':'linux'}""",
        "linux/arm64 holds an image whose config says linux/amd64"
    )]
    [InlineData(
        """{'architecture':'arm64','os':'linux'}""",
        """{'architecture':'arm64','os':'windows'}""",
        "linux/arm64 holds an image whose config says windows/arm64"
    )]
    [InlineData("""{'architecture':'arm64','os':'linux'}""", "{}", "linux/arm64 holds an image whose config says unknown/unknown")]
    [InlineData(
        """{'architecture':'arm64','os':'linux'}""",
        """{'architecture':'arm','os':'linux','variant':'v7'}""",
        "linux/arm64 holds an image whose config says linux/arm/v7"
    )]
    [InlineData(
        """{'architecture':'arm','os':'linux','variant':'v6'}""",
        """{'architecture':'arm','os':'linux','variant':'v7'}""",
        "linux/arm/v6 holds an image whose config says linux/arm/v7"
    )]
    [InlineData(
        """{'architecture':'arm','os':'linux','variant':'v6'}""",
        """{'architecture':'arm','os':'linux','variant':'v7'""" + ByBuildKit + "}",
        "linux/arm/v6 holds an image whose config says linux/arm/v7"
    )]
    [InlineData(
        """{'architecture':'arm','os':'linux','variant':'v7'}""",
        """{'architecture':'arm','os':'linux','variant':'v6'""" + ByPodman + "}",
        "linux/arm/v7 holds an image whose config says linux/arm/v6"
    )]
    [InlineData(
        """{'architecture':'arm64','os':'linux'}""",
        """{'architecture':'arm','os':'linux','variant':'v7'""" + ByPodman + "}",
        "linux/arm64 holds an image whose config says linux/arm/v7"
    )]
    [InlineData(
        """{'architecture':'amd64','os':'linux'}""",
        """{'architecture':'amd64','os':'linux','variant':'v3'}""",
        "linux/amd64 holds an image whose config says linux/amd64/v3"
    )]
    [InlineData(
        """{'architecture':'arm','os':'linux'}""",
        """{'architecture':'arm','os':'linux','variant':'v7'}""",
        "linux/arm names no variant, and holds an image whose config says linux/arm/v7"
    )]
    [InlineData(
        """{'architecture':'arm','os':'linux'}""",
        """{'architecture':'arm','os':'linux','variant':'v6'}""",
        "linux/arm names no variant, and holds an image whose config says linux/arm/v6"
    )]
    [InlineData(
        """{'architecture':'amd64','os':'windows','os.version':'10.0.17763.1'}""",
        """{'architecture':'amd64','os':'windows','os.version':'10.0.20348.1'}""",
        "windows/amd64 10.0.17763.1 holds an image whose config says version 10.0.20348.1 of the operating system")]
    public void An_image_of_another_platform_than_its_entry(string platform, string config, string sentence) =>
        Defects(platform, config).ShouldBe(["the entry " + sentence]);

    [Theory]
    [InlineData("linux/arm/v6", "v7", true)] // Podman's own, as it is in local storage, where neither label nor history tells.
    [InlineData("linux/arm/v7", "v6", false)]
    [InlineData("linux/arm64", "v7", false)]
    public void An_image_that_podman_has_just_built(string entry, string variant, bool isRight) =>
        ImageRules
            .IsBuiltFor(ImageConfig.Parse($$"""{"architecture":"arm","os":"linux","variant":"{{variant}}"}"""), entry)
            .ShouldBe(isRight);

    private static IEnumerable<string> Defects(string platform, string config) =>
        ImageRules
            .OfConfig(Parsed(platform.Replace('\'', '"')), ImageConfig.Parse(config.Replace('\'', '"')))
            .Select(defect => defect.Message);

    private static Descriptor Parsed(string platform) => Index(Entry('a', platform)).Manifests[0];
}
