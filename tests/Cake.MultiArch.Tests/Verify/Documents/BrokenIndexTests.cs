using Cake.MultiArch.Oci;
using Cake.MultiArch.Oci.Documents;
using static Cake.MultiArch.Tests.Verify.Documents.IndexTexts;

namespace Cake.MultiArch.Tests.Verify.Documents;

/// <summary>Indexes in which something is wrong, each with the sentence that says so.</summary>
public class BrokenIndexTests
{
    private const string Amd64 = """{"architecture":"amd64","os":"linux"}""";
    private const string Arm64 = """{"architecture":"arm64","os":"linux"}""";

    [Fact]
    public void A_platform_that_is_missing() =>
        Defects(["linux/amd64", "linux/arm64"], Entry('a', Amd64)).ShouldBe(["linux/arm64: linux/arm64 is missing"]);

    [Fact]
    public void A_list_without_entries() =>
        Defects(["linux/amd64", "linux/arm64"]).ShouldBe(["linux/amd64: linux/amd64 is missing", "linux/arm64: linux/arm64 is missing"]);

    [Fact]
    public void A_stale_entry_of_a_platform_that_is_no_longer_built() =>
        Defects(["linux/amd64"], Entry('a', Amd64), Entry('b', """{"architecture":"ppc64le","os":"linux"}"""))
            .ShouldBe([$"linux/ppc64le: linux/ppc64le ({Sha('b')}) was not asked for"]);

    [Fact]
    public void Another_variant_is_another_platform() =>
        Defects(["linux/arm/v7"], Entry('a', """{"architecture":"arm","os":"linux","variant":"v6"}"""))
            .ShouldBe(["linux/arm/v7: linux/arm/v7 is missing", $"linux/arm/v6: linux/arm/v6 ({Sha('a')}) was not asked for"]);

    [Theory]
    [InlineData(Arm64, Arm64, "linux/arm64")]
    [InlineData(Arm64, """{"architecture":"aarch64","os":"linux","variant":"v8"}""", "linux/arm64")]
    [InlineData(
        """{"architecture":"arm","os":"linux","variant":"v7"}""",
        """{"architecture":"arm","os":"linux","variant":"v7"}""",
        "linux/arm/v7"
    )]
    [InlineData(
        """{"architecture":"amd64","os":"windows","os.version":"10.0.17763.1"}""",
        """{"architecture":"amd64","os":"windows","os.version":"10.0.17763.1"}""",
        "windows/amd64 10.0.17763.1"
    )]
    public void Two_entries_of_one_platform(string first, string second, string name) =>
        Messages(wanted: null, Entry('a', Amd64), Entry('b', first), Entry('c', second))
            .ShouldBe([$"{name} has 2 entries: {Sha('b')}, {Sha('c')}"]);

    [Theory]
    [InlineData(MediaTypes.OciIndex)]
    [InlineData(MediaTypes.DockerManifestList)]
    public void A_list_of_lists(string mediaType) =>
        Messages(wanted: null, Entry('a', Amd64), Entry('b', Arm64, mediaType), Entry('c', "null", mediaType))
            .ShouldBe([
                $"the entry linux/arm64 ({Sha('b')}) is an index itself ({mediaType}); the manifest of an image was expected",
                $"the entry {Sha('c')} is an index itself ({mediaType}); the manifest of an image was expected",
            ]);

    [Fact]
    public void A_nested_list_is_no_image_of_its_platform() =>
        Messages(["linux/arm64"], Entry('b', Arm64, MediaTypes.OciIndex)).ShouldContain("linux/arm64 is missing");

    [Theory]
    [InlineData("application/vnd.docker.distribution.manifest.v1+prettyjws")]
    [InlineData(MediaTypes.OciConfig)]
    public void An_entry_that_is_no_manifest(string mediaType) =>
        Messages(wanted: null, Entry('a', Amd64, mediaType))
            .ShouldBe([$"the entry linux/amd64 ({Sha('a')}) has the media type {mediaType}; that of an image manifest was expected"]);

    [Fact]
    public void An_entry_without_a_platform() => Defects([], Entry('a', "null")).ShouldBe([$": the entry {Sha('a')} names no platform"]);

    [Theory]
    [InlineData("{}", "unknown/unknown")]
    [InlineData("""{"architecture":"","os":"linux"}""", "linux/unknown")]
    [InlineData("""{"architecture":"arm64"}""", "unknown/arm64")]
    [InlineData("""{"architecture":"unknown","os":"unknown"}""", "unknown/unknown")]
    public void An_entry_whose_platform_says_nothing(string platform, string name) =>
        Messages(["linux/amd64"], Entry('a', Amd64), Entry('b', platform))
            .ShouldBe([
                $"the entry {Sha('b')} has the platform {name}, and is not marked as an attestation or an artifact; an operating system and an architecture were expected",
            ]);

    [Fact]
    public void An_attestation_of_an_image_that_is_not_there() =>
        Messages(["linux/amd64"], Entry('a', Amd64), Attestation('b', Sha('a')), Attestation('c', Sha('d')))
            .ShouldBe([$"the attestation {Sha('c')} belongs to {Sha('d')}, which is not an entry of the index"]);

    [Fact]
    public void An_attestation_of_an_attestation() =>
        Messages(["linux/amd64"], Entry('a', Amd64), Attestation('b', Sha('c')), Attestation('c', Sha('a')))
            .ShouldBe([$"the attestation {Sha('b')} belongs to {Sha('c')}, which is not an entry of the index"]);

    [Fact]
    public void An_attestation_that_does_not_say_whose_it_is() =>
        Messages(
                ["linux/amd64"],
                Entry('a', Amd64),
                Entry('b', "null", annotations: """{"vnd.docker.reference.type":"attestation-manifest"}""")
            )
            .ShouldBe([$"the attestation {Sha('b')} does not say which entry it belongs to"]);

    [Fact]
    public void An_attestation_of_a_platform_does_not_stand_for_its_image() =>
        Messages(
                ["linux/amd64", "linux/arm64"],
                Entry('a', Amd64),
                Entry(
                    'b',
                    Arm64,
                    annotations: $$"""{"vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"{{Sha('a')}}"}"""
                )
            )
            .ShouldBe([
                $"the attestation {Sha('b')} has the platform linux/arm64, so clients may choose it; unknown/unknown was expected",
                "linux/arm64 is missing",
            ]);

    [Fact]
    public void An_index_without_an_image() =>
        IndexRules
            .Of(ImageIndex.Parse("""{"schemaVersion":2,"manifests":[]}"""), wanted: null)
            .ShouldHaveSingleItem()
            .Message.ShouldBe("the index has no image");

    [Fact]
    public void Texts_of_a_document_stay_on_their_line() =>
        new DocumentDefect(null, "a\n::error::b\u001b[2J").Message.ShouldBe("a\\u000a::error::b\\u001b[2J");

    [Fact]
    public void All_of_it_is_told_at_once() =>
        Messages(
            ["linux/amd64", "linux/s390x"],
            Entry('a', Amd64),
            Entry('b', Amd64),
            Entry('c', Arm64),
            Entry('d', Arm64, MediaTypes.OciIndex),
            Entry('e', "null"),
            Attestation('f', Sha('0'))
        )
            .Count.ShouldBe(6);

    private static IReadOnlyList<string> Messages(Platform[]? wanted, params string[] entries) =>
        [.. IndexRules.Of(Index(entries), wanted).Select(defect => defect.Message)];

    private static IReadOnlyList<string> Defects(Platform[]? wanted, params string[] entries) =>
        [.. IndexRules.Of(Index(entries), wanted).Select(defect => $"{defect.Platform}: {defect.Message}")];
}
