using Cake.MultiArch.Oci;
using Cake.MultiArch.Oci.Documents;
using static Cake.MultiArch.Tests.Verify.Documents.IndexTexts;

namespace Cake.MultiArch.Tests.Verify.Documents;

/// <summary>Indexes as tools write them, in which nothing is wrong.</summary>
public class RightIndexTests
{
    [Fact]
    public void One_entry_a_platform_in_any_order() => ShouldBeRight(
        ["linux/amd64", "linux/arm64", "linux/s390x"],
        Entry('a', """{"architecture":"s390x","os":"linux"}"""),
        Entry('b', """{"architecture":"amd64","os":"linux"}"""),
        Entry('c', """{"architecture":"arm64","os":"linux"}"""));

    [Fact]
    public void All_variants_of_arm_beside_each_other() => ShouldBeRight(
        ["linux/arm/v5", "linux/arm/v6", "linux/arm/v7", "linux/arm64"],
        Entry('a', """{"architecture":"arm","os":"linux","variant":"v5"}"""),
        Entry('b', """{"architecture":"arm","os":"linux","variant":"v6"}"""),
        Entry('c', """{"architecture":"arm","os":"linux","variant":"v7"}"""),
        Entry('d', """{"architecture":"arm64","os":"linux","variant":"v8"}"""));

    [Fact]
    public void An_image_for_newer_processors_beside_the_one_for_all() => ShouldBeRight(
        ["linux/amd64", "linux/amd64/v3"],
        Entry('a', """{"architecture":"amd64","os":"linux"}"""),
        Entry('b', """{"architecture":"amd64","os":"linux","variant":"v3"}"""));

    [Fact]
    public void A_list_of_Dockers()
    {
        var list = ImageIndex.Parse($$"""
            {"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","manifests":[
              {"mediaType":"application/vnd.docker.distribution.manifest.v2+json","size":528,"digest":"{{Sha(
                'a'
            )}}","platform":{"architecture":"amd64","os":"linux"} },
              {"mediaType":"application/vnd.docker.distribution.manifest.v2+json","size":528,"digest":"{{Sha(
                'b'
            )}}","platform":{"architecture":"arm","os":"linux","variant":"v7"} }]}
            """
        );

        IndexRules.Of(list, ["linux/amd64", "linux/arm/v7"]).ShouldBeEmpty();
        IndexRules.Of(list, wanted: null).ShouldBeEmpty();
    }

    [Fact]
    public void Versions_of_Windows_are_no_duplicates() => ShouldBeRight(
        ["linux/amd64", new Platform("windows", "amd64")],
        Entry('a', """{"architecture":"amd64","os":"linux"}"""),
        Entry('b', """{"architecture":"amd64","os":"windows","os.version":"10.0.17763.6775"}"""),
        Entry('c', """{"architecture":"amd64","os":"windows","os.version":"10.0.20348.3091"}"""),
        Entry('d', """{"architecture":"amd64","os":"windows","os.version":"10.0.20348.3091","os.features":["win32k"]}"""));

    [Fact]
    public void Attestations_of_BuildKit_belong_to_the_images() => ShouldBeRight(
        ["linux/amd64", "linux/arm64"],
        Entry('a', """{"architecture":"amd64","os":"linux"}"""),
        Entry('b', """{"architecture":"arm64","os":"linux"}"""),
        Attestation('c', Sha('a')),
        Attestation('d', Sha('b')));

    [Theory]
    [InlineData(
        """{"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"application/spdx+json","digest":"DIGEST","size":9}"""
    )]
    [InlineData(
        """{"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"application/spdx+json","digest":"DIGEST","size":9,"platform":{"architecture":"unknown","os":"unknown"}}"""
    )]
    [InlineData("""{"mediaType":"application/vnd.oci.artifact.manifest.v1+json","digest":"DIGEST","size":9}""")]
    public void An_artifact_beside_the_images_needs_no_platform(string artifact) => ShouldBeRight(
        ["linux/amd64"],
        Entry('a', """{"architecture":"amd64","os":"linux"}"""),
        artifact.Replace("DIGEST", Sha('b'), StringComparison.Ordinal));

    [Fact]
    public void An_artifact_that_only_its_manifest_shows_needs_no_platform()
    {
        var index = Index(Entry('a', """{"architecture":"amd64","os":"linux"}"""), Entry('b', "null"));

        IndexRules.Of(index, ["linux/amd64"], new HashSet<Digest> { Digest.Parse(Sha('b')) }).ShouldBeEmpty();
        IndexRules
            .Images(index, new HashSet<Digest> { Digest.Parse(Sha('b')) })
            .Select(entry => entry.Digest.ToString())
            .ShouldBe([Sha('a')]);
    }

    [Fact]
    public void The_same_platform_with_another_compression_is_podmans_way_to_publish_both() => ShouldBeRight(
        ["linux/amd64"],
        Entry('a', """{"architecture":"amd64","os":"linux"}"""),
        Entry('b', """{"architecture":"amd64","os":"linux"}""", annotations: """{"io.github.containers.compression.zstd":"true"}"""));

    private static void ShouldBeRight(Platform[] platforms, params string[] entries)
    {
        IndexRules.Of(Index(entries), platforms).ShouldBeEmpty();
        IndexRules.Of(Index(entries), wanted: null).ShouldBeEmpty();
    }
}
