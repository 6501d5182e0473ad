using System.Text;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using FsCheck.Xunit;

namespace Cake.MultiArch.Tests.Oci;

public class DocumentTests
{
    private const string A = "sha256:66ea2bfca763ae2c27f562daaee797e61824dd8c0bede672541ca8560b041dbb";
    private const string B = "sha256:b33e2b1473e9cb13de5bb1657fbcb1c661f69f27f39476ced9e2eb79fdcb5b22";

    [Fact]
    public void A_list_of_podman_is_read()
    {
        var index = ImageIndex.Parse($$$"""
            {
                "schemaVersion": 2,
                "mediaType": "application/vnd.docker.distribution.manifest.list.v2+json",
                "manifests": [
                    {"mediaType": "application/vnd.oci.image.manifest.v1+json", "size": 716, "digest": "{{{A}}}",
                     "platform": {"architecture": "arm64", "os": "linux", "variant": "v8"}},
                    {"mediaType": "application/vnd.oci.image.manifest.v1+json", "size": 717, "digest": "{{{B}}}",
                     "platform": {"architecture": "arm", "os": "linux", "variant": "v6"}}
                ]
            }
            """);

        index.MediaType.ShouldBe(MediaTypes.DockerManifestList);
        index.Manifests.Select(entry => entry.Platform).ShouldBe(["linux/arm64", "linux/arm/v6"]);
        index.Manifests.Select(entry => entry.Digest.ToString()).ShouldBe([A, B]);
        index.Manifests.Select(entry => entry.Size).ShouldBe([716, 717]);
        index.Manifests.ShouldAllBe(entry => entry.MediaType == MediaTypes.OciManifest && !entry.IsAttestation);
    }

    [Fact]
    public void A_list_that_podman_has_just_made_is_empty() =>
        ImageIndex
            .Parse("""{"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.list.v2+json", "manifests": null}""")
            .Manifests.ShouldBeEmpty();

    [Fact]
    public void Entries_of_other_tools_are_told_apart()
    {
        var index = ImageIndex.Parse(
            Encoding.UTF8.GetBytes(
                $$$"""
                {"schemaVersion": 2, "futureMember": [1, {}], "annotations": {"a": "1"}, "manifests": [
                  {"mediaType": "m", "size": 1, "digest": "{{{A}}}", "platform": {"architecture": "amd64", "os": "linux"}, "urls": ["x"]},
                  {"mediaType": "m", "size": 1, "digest": "{{{B}}}", "platform": {"architecture": "unknown", "os": "unknown"}},
                  {"mediaType": "m", "size": 1, "digest": "{{{B}}}", "annotations": {"vnd.docker.reference.type": "attestation-manifest"}},
                  {"mediaType": "m", "size": 1, "digest": "{{{B}}}", "platform": {"architecture": "amd64", "os": "windows", "os.version": "10.0.17763", "os.features": ["win32k"]}},
                  {"mediaType": "m", "size": 1, "digest": "{{{B}}}", "platform": {}, "artifactType": "text/x"},
                  {"mediaType": "m", "size": 1, "digest": "{{{B}}}"}
                ]}
                """
            )
        );

        index.MediaType.ShouldBe(MediaTypes.OciIndex, "the specification lets a writer leave it out");
        index.Annotations["a"].ShouldBe("1");
        index.Manifests.Select(entry => entry.IsAttestation).ShouldBe([false, true, true, false, true, false]);
        index.Manifests[3].OsVersion.ShouldBe("10.0.17763");
        index.Manifests[3].OsFeatures.ShouldBe(["win32k"]);
        index.Manifests[4].ArtifactType.ShouldBe("text/x");
        index.Manifests[5].Platform.ShouldBeNull();
    }

    [Fact]
    public void A_manifest_is_read()
    {
        var manifest = ImageManifest.Parse($$$"""
            {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
             "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": "{{{A}}}", "size": 639},
             "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": "{{{B}}}", "size": 5000000000}],
             "annotations": {"org.opencontainers.image.revision": "abc"}}
            """);

        manifest.Config.Digest.ToString().ShouldBe(A);
        manifest.Layers.Single().Size.ShouldBe(5_000_000_000);
        manifest.Annotations["org.opencontainers.image.revision"].ShouldBe("abc");
    }

    [Fact]
    public void A_configuration_is_read()
    {
        var config = ImageConfig.Parse($$$"""
            {"created": "2026-11-24T06:58:14.555601366Z", "architecture": "arm", "variant": "v7", "os": "linux",
             "config": {"Env": ["PATH=/bin", "q=1"], "Labels": {"x": "y", "io.buildah.version": "1.28.2"}, "Cmd": null},
             "rootfs": {"type": "layers", "diff_ids": ["{{{A}}}"]}, "history": [{}]}
            """);

        config.Platform.ShouldBe(Platform.Parse("linux/arm/v7"));
        config.Created.ShouldBe("2026-11-24T06:58:14.555601366Z");
        config.Labels["x"].ShouldBe("y");
        config.Env.ShouldBe(["PATH=/bin", "q=1"]);
        config.DiffIds.ShouldBe([A]);
    }

    [Fact]
    public void A_configuration_says_what_is_started()
    {
        var config = ImageConfig.Parse(
            """{"config": {"Entrypoint": ["/bin/sh", "-c", "web"], "Cmd": ["--port", "80"], "WorkingDir": "/app"}}"""
        );

        config.Entrypoint.ShouldBe(["/bin/sh", "-c", "web"]);
        config.Cmd.ShouldBe(["--port", "80"]);
        config.WorkingDir.ShouldBe("/app");
        ImageConfig.Parse("""{"config": {"Entrypoint": null, "Cmd": null, "WorkingDir": ""}}""").ShouldSatisfyAllConditions(
            none => none.Entrypoint.ShouldBeEmpty(),
            none => none.Cmd.ShouldBeEmpty(),
            none => none.WorkingDir.ShouldBeNull());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"config": null, "rootfs": null}""")]
    [InlineData("""{"config": {"Labels": null, "Env": null}}""")]
    public void A_configuration_that_names_no_platform_fits_none(string json)
    {
        var config = ImageConfig.Parse(json);

        config.Platform.IsUnknown.ShouldBeTrue();
        config.Labels.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "not a JSON object")]
    [InlineData("null", "not a JSON object")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("<html>502 Bad Gateway</html>", "not a JSON object")]
    [InlineData("""{"schemaVersion": 2, "manifests": [""", "not a JSON object")]
    [InlineData("""{"manifests": []} {"manifests": []}""", "Additional text")]
    [InlineData("""{"manifests": [], "manifests": []}""", "not a JSON object")]
    [InlineData("""{"schemaVersion": 1, "manifests": []}""", "\"schemaVersion\" is not 2 but 1")]
    [InlineData("""{"schemaVersion": "2", "manifests": []}""", "\"schemaVersion\" is not 2")]
    [InlineData("""{"schemaVersion": 2}""", "no \"manifests\"")]
    [InlineData(
        """{"mediaType": "application/vnd.oci.image.manifest.v1+json", "manifests": []}""",
        "\"mediaType\" is \"application/vnd.oci.image.manifest.v1+json\""
    )]
    [InlineData("""{"mediaType": 7, "manifests": []}""", "\"mediaType\" is not a string")]
    [InlineData("""{"manifests": {}}""", "\"manifests\" is not a list")]
    [InlineData("""{"manifests": [7]}""", "\"manifests[0]\" is not an object")]
    [InlineData("""{"manifests": [null]}""", "\"manifests[0]\" is not an object")]
    [InlineData("""{"manifests": [{"mediaType": "m", "size": 1}]}""", "\"manifests[0].digest\" is missing")]
    [InlineData("""{"manifests": [{"mediaType": "m", "size": 1, "digest": "sha256:abc"}]}""", "\"manifests[0].digest\" is not a digest")]
    [InlineData("""{"manifests": [{"mediaType": "m", "digest": "other:abc"}]}""", "\"manifests[0].size\" is missing")]
    [InlineData(
        """{"manifests": [{"mediaType": "m", "digest": "other:abc", "size": -1}]}""",
        "\"manifests[0].size\" is not a number of bytes"
    )]
    [InlineData(
        """{"manifests": [{"mediaType": "m", "digest": "other:abc", "size": 1.5}]}""",
        "\"manifests[0].size\" is not a number of bytes"
    )]
    [InlineData(
        """{"manifests": [{"mediaType": "m", "digest": "other:abc", "size": 99999999999999999999999}]}""",
        "\"manifests[0].size\" is not a number of bytes"
    )]
    [InlineData("""{"manifests": [{"digest": "other:abc", "size": 1}]}""", "\"manifests[0].mediaType\" is missing")]
    [InlineData(
        """{"manifests": [{"mediaType": "m", "digest": "other:abc", "size": 1, "platform": "linux/amd64"}]}""",
        "\"manifests[0].platform\" is not an object"
    )]
    [InlineData(
        """{"manifests": [{"mediaType": "m", "digest": "other:abc", "size": 1, "platform": {"os": 1}}]}""",
        "\"manifests[0].platform.os\" is not a string"
    )]
    [InlineData("""{"manifests": [], "annotations": {"a": 1}}""", "\"annotations.a\" is not a string")]
    public void A_malformed_index_is_answered_with_the_part_that_is_wrong(string json, string why)
    {
        var problem = Should.Throw<MultiArchException>(() => ImageIndex.Parse(json, "r.io/web:1")).Problem;

        problem.Id.ShouldBe("MA1014");
        problem.Where.ShouldBe("r.io/web:1");
        problem.Why.ShouldContain(why);
    }

    [Theory]
    [InlineData("""{"schemaVersion": 2, "manifests": []}""", "no \"config\"")]
    [InlineData("""{"mediaType": "application/vnd.oci.image.index.v1+json", "manifests": []}""", "\"mediaType\" is")]
    [InlineData("""{"config": {"mediaType": "m", "digest": "other:abc", "size": 1}}""", "no \"layers\"")]
    public void A_malformed_manifest_is_answered_with_the_part_that_is_wrong(string json, string why) =>
        Should.Throw<MultiArchException>(() => ImageManifest.Parse(json)).Problem.Why.ShouldContain(why);

    [Fact]
    public void A_document_that_is_nested_without_end_is_refused() =>
        Should.Throw<MultiArchException>(() => ImageIndex.Parse(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))))
            .Problem.Id.ShouldBe("MA1014");

    [Fact]
    public void A_document_that_is_too_large_is_refused() =>
        Should.Throw<MultiArchException>(() => ImageConfig.Parse(new byte[(16 * 1024 * 1024) + 1]))
            .Problem.Why.ShouldContain("larger than 16 MiB");

    [Fact]
    public void A_document_that_is_not_UTF8_is_refused() =>
        Should.Throw<MultiArchException>(() => ImageConfig.Parse([0x7B, 0xFF, 0x7D])).Problem.Why.ShouldContain("UTF-8");

    [Property(Arbitrary = [typeof(Texts)], MaxTest = 300)]
    public void Any_text_is_a_document_or_a_problem(string text)
    {
        foreach (
            var parse in new Action<string>[]
            {
                t => ImageIndex.Parse(t),
                t => ImageManifest.Parse(t),
                t => ImageConfig.Parse(t),
                t => ImageIndex.Parse("{" + t),
            }
        )
        {
            try
            {
                parse(text);
            }
            catch (MultiArchException e)
            {
                e.Problem.Id.ShouldBe("MA1014");
            }
        }
    }

    [Theory]
    [InlineData(MediaTypes.OciIndex, true, false)]
    [InlineData(MediaTypes.DockerManifestList, true, false)]
    [InlineData(MediaTypes.OciManifest, false, true)]
    [InlineData(MediaTypes.DockerManifest, false, true)]
    [InlineData(MediaTypes.OciConfig, false, false)]
    [InlineData(null, false, false)]
    public void Indexes_and_manifests_are_told_apart_by_their_media_type(string? mediaType, bool isIndex, bool isManifest)
    {
        MediaTypes.IsIndex(mediaType).ShouldBe(isIndex);
        MediaTypes.IsManifest(mediaType).ShouldBe(isManifest);
        MediaTypes.Manifests.Contains(mediaType).ShouldBe(isIndex || isManifest);
    }
}
