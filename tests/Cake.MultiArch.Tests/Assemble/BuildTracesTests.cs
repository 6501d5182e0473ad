using System.Text;
using Cake.MultiArch.Assemble;
using Cake.MultiArch.Oci;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Tests.Assemble;

/// <summary>Two builds of one commit differ in nothing but these.</summary>
public sealed class BuildTracesTests
{
    [Fact]
    public void What_podman_notes_of_the_build_is_taken_out_and_all_else_stays()
    {
        var first = Clean(Config("a51b", "36fddfc35e3e", "55c504eddf61"));
        var second = Clean(Config("7c17", "e9b34ba79cc0", "812298d2446e"));

        second.ShouldBe(first);
        Encoding
            .UTF8.GetString(first)
            .ShouldBe(
                """{"created":"1970-01-12T13:46:40.1234567Z","config":{"Hostname":"","Healthcheck":{"Test":["CMD","/run"]},"Env":["A=b"]},"architecture":"arm64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:1"]},"history":[{"created_by":"/bin/sh -c #(nop) COPY file:1 in /run "},{"created_by":"RUN x","comment":"mine"}]}"""
            );
    }

    [Fact]
    public void The_manifest_names_the_configuration_that_is_left_and_no_base_by_the_name_of_the_moment()
    {
        var config = Config("a51b", "36fddfc35e3e", "127.0.0.1");
        var manifest = Manifest(
            config,
            "\"org.opencontainers.image.base.name\":\"registry.example.com/base:1\",\"org.opencontainers.image.base.digest\":\"sha256:1\""
        );

        var (content, clean) = BuildTraces.Remove(manifest, config);

        var read = ImageManifest.Parse(content);
        read.Config.Digest.ShouldBe(Digest.Of(clean));
        read.Config.Size.ShouldBe(clean.Length);
        read.Annotations.Keys.ShouldBe(["org.opencontainers.image.base.digest"]);
    }

    private static byte[] Clean(byte[] config) => BuildTraces.Remove(Manifest(config, ""), config).Config;

    private static byte[] Manifest(byte[] config, string annotations) =>
        Encoding.UTF8.GetBytes(
            $$$"""
            {"schemaVersion":2,"config":{"mediaType":"{{{MediaTypes.OciConfig}}}","digest":"{{{Digest.Of(
                config
            )}}}","size":{{{config.Length}}}},"layers":[],"annotations":{{{{annotations}}}}}
            """
        );

    private static byte[] Config(string container, string hostname, string from) =>
        Encoding.UTF8.GetBytes(
            JObject
                .Parse(
                    $$"""
                    {"container":"{{container}}","container_config":{"Hostname":"{{hostname}}"},
                     "config":{"Hostname":"{{hostname}}","Healthcheck":{"Test":["CMD","/run"]},"Env":["A=b"]},"parent":"sha256:{{from}}","architecture":"arm64","os":"linux",
                     "rootfs":{"type":"layers","diff_ids":["sha256:1"]},
                     "history":[{"created_by":"/bin/sh -c #(nop) COPY file:1 in /run ","comment":"FROM {{from}}"},{"created_by":"RUN x","comment":"mine"}]}
                    """
                )
                .ToString(Newtonsoft.Json.Formatting.None)
                .Insert(1, "\"created\":\"1970-01-12T13:46:40.1234567Z\",")
        );
}
