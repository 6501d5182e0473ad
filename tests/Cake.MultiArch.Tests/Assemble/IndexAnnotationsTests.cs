using Cake.MultiArch.Assemble;
using Cake.MultiArch.Git;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Tests.Assemble;

/// <summary>What an index says of where it comes from.</summary>
public sealed class IndexAnnotationsTests
{
    private const string Created = "org.opencontainers.image.created";
    private const string Revision = "org.opencontainers.image.revision";
    private const string Source = "org.opencontainers.image.source";
    private const string Version = "org.opencontainers.image.version";

    private static readonly SourceFacts Facts = new(
        "5f2d2b8b3c3cc2a1f2ad6a8ea1ea8b2f0d1c9e77",
        DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
        IsDirty: false,
        "https://git.example.com/demo/web.git",
        "main",
        ["v1.4.2"]
    );

    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    [Fact]
    public void Git_tells_the_four_of_OCI() => IndexAnnotations.Of(Facts, "1.4.2", time: null, [], Nothing).ShouldBe(
        new Dictionary<string, string>
        {
            [Created] = "2023-11-14T22:13:20Z",
            [Revision] = Facts.Commit,
            [Source] = "https://git.example.com/demo/web.git",
            [Version] = "1.4.2",
        },
        ignoreOrder: true);

    [Fact]
    public void A_source_that_differs_from_its_commit_says_so() =>
        IndexAnnotations
            .Of(Facts with { IsDirty = true }, version: null, time: null, [], Nothing)[Revision]
            .ShouldBe($"{Facts.Commit}-dirty");

    [Fact]
    public void A_time_that_is_given_stands_for_the_commits() =>
        IndexAnnotations.Of(Facts, version: null, DateTimeOffset.UnixEpoch, [], Nothing)[Created].ShouldBe("1970-01-01T00:00:00Z");

    [Fact]
    public void Without_git_the_newest_image_tells_the_time_and_nothing_else_is_said()
    {
        ImageConfig[] images = [Image("2026-01-02T03:04:05.678Z"), Image("2026-01-02T04:04:06+01:00"), Image(null), Image("never")];

        IndexAnnotations
            .Of(facts: null, version: null, time: null, images, Nothing)
            .ShouldBe(new Dictionary<string, string> { [Created] = "2026-01-02T03:04:06Z" });
        IndexAnnotations.Of(facts: null, version: null, time: null, [Image(null)], Nothing).ShouldBeEmpty();
    }

    [Fact]
    public void What_the_user_says_wins_and_an_empty_value_leaves_one_out()
    {
        var annotations = IndexAnnotations.Of(
            Facts,
            "1.4.2",
            time: null,
            [],
            new Dictionary<string, string>
            {
                [Version] = "2.0",
                [Source] = "",
                ["org.opencontainers.image.licenses"] = "MIT",
            }
        );

        annotations[Version].ShouldBe("2.0");
        annotations.ShouldNotContainKey(Source);
        annotations["org.opencontainers.image.licenses"].ShouldBe("MIT");
    }

    [Fact]
    public void An_entry_has_what_its_manifest_says_without_what_is_empty()
    {
        var manifest = ImageManifest.Parse($$$"""
            {"schemaVersion":2,"config":{"mediaType":"{{{MediaTypes.OciConfig}}}","digest":"{{{Digest.Of("c"u8)}}}","size":1},"layers":[],
             "annotations":{"org.opencontainers.image.base.name":"","org.opencontainers.image.base.digest":"sha256:x"}}
            """);

        IndexAnnotations.OfEntry(manifest, new Dictionary<string, string> { ["team"] = "shop" }).ShouldBe(
            new Dictionary<string, string> { ["org.opencontainers.image.base.digest"] = "sha256:x", ["team"] = "shop" }, ignoreOrder: true);
    }

    private static ImageConfig Image(string? created) => new("amd64", "linux", null, Nothing) { Created = created };
}
