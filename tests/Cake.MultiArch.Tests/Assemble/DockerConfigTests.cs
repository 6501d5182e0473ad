using System.Text;
using Cake.MultiArch.Assemble;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Tests.Assemble;

/// <summary>Two builds of one commit differ in nothing but these.</summary>
public sealed class DockerConfigTests
{
    [Fact]
    public void What_podman_notes_of_the_build_is_taken_out_and_all_else_stays()
    {
        var first = DockerConfig.WithoutTraces(Config("a51b", "36fddfc35e3e", "55c504eddf61"));
        var second = DockerConfig.WithoutTraces(Config("7c17", "e9b34ba79cc0", "812298d2446e"));

        second.ShouldBe(first);
        Encoding.UTF8.GetString(first).ShouldBe(
            """{"created":"1970-01-12T13:46:40.1234567Z","config":{"Hostname":"","Healthcheck":{"Test":["CMD","/run"]},"Env":["A=b"]},"architecture":"arm64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:1"]},"history":[{"created_by":"/bin/sh -c #(nop) COPY file:1 in /run "},{"created_by":"RUN x","comment":"mine"}]}""");
    }

    private static byte[] Config(string container, string hostname, string from) => Encoding.UTF8.GetBytes(JObject.Parse($$"""
        {"container":"{{container}}","container_config":{"Hostname":"{{hostname}}"},
         "config":{"Hostname":"{{hostname}}","Healthcheck":{"Test":["CMD","/run"]},"Env":["A=b"]},"parent":"sha256:{{from}}","architecture":"arm64","os":"linux",
         "rootfs":{"type":"layers","diff_ids":["sha256:1"]},
         "history":[{"created_by":"/bin/sh -c #(nop) COPY file:1 in /run ","comment":"FROM {{from}}"},{"created_by":"RUN x","comment":"mine"}]}
        """).ToString(Newtonsoft.Json.Formatting.None).Insert(1, "\"created\":\"1970-01-12T13:46:40.1234567Z\","));
}
