using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>Which stages run where, and what follows: what EnsureBinfmt prepares, the mode in the report, what is refused.</summary>
public class StagePlatformTests(BaseImages baseImages)
{
    /// <summary>Each stage says its index and the machine that it runs on; BASE is the base image.</summary>
    [Theory]
    [InlineData("linux/arm64", "FROM BASE AS unused\nRUN SAY\nFROM BASE\nRUN SAY")]
    [InlineData("linux/arm64", "FROM --platform=linux/amd64 BASE AS a\nRUN SAY\nFROM --platform=$TARGETPLATFORM BASE\nCOPY --from=a /etc/passwd /p\nRUN SAY")]
    [InlineData("linux/s390x", "FROM --platform=$BUILDPLATFORM BASE AS a\nRUN SAY\nFROM --platform=$TARGETPLATFORM BASE\nCOPY --from=0 /etc/passwd /p\nRUN SAY")]
    [InlineData("linux/arm64", "FROM --platform=linux/s390x BASE AS a\nRUN SAY\nFROM a AS b\nRUN SAY\nFROM --platform=linux/amd64 b\nRUN SAY")]
    [InlineData("linux/arm64", "ARG P=linux/amd64\nFROM --platform=$P BASE AS a\nRUN SAY\nFROM --platform=linux/$TARGETARCH BASE\nRUN --mount=type=bind,from=a,target=/m SAY")]
    [InlineData("linux/arm64", "ARG GIVEN\nFROM --platform=$GIVEN BASE AS a\nRUN SAY\nFROM BASE AS b\nRUN SAY\nFROM --platform=$TARGETPLATFORM BASE\nCOPY --from=a /etc/passwd /p\nRUN SAY")]
    [InlineData("linux/s390x", "ARG TARGETARCH\nFROM BASE AS on-arm64\nRUN SAY\nFROM BASE AS on-s390x\nRUN SAY\nFROM on-${TARGETARCH}\nRUN SAY")]
    public async Task Podman_runs_the_stages_that_the_rule_names_on_the_platforms_that_it_names(string platform, string containerfile)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var text = containerfile.Replace("BASE", host.Base, StringComparison.Ordinal);
        var lines = text.Split('\n').Select((line, i) => line.Replace("SAY", $"echo \"line {i + 1} on $(uname -m)\"", StringComparison.Ordinal));
        host.Context("stages", string.Join('\n', lines));
        var version = PodmanVersionInfo.Read(JObject.Parse((await host.Store.PodmanAsync("version", "--format=json")).Text))!;
        var request = new StageRequest(null, platform, version.OsArch, new Dictionary<string, string> { ["GIVEN"] = "linux/s390x" }, version.Version);

        var output = (await host.Store.PodmanAsync(
            "build", "--no-cache", "--tls-verify=false", "--platform", platform, "--build-arg=GIVEN=linux/s390x", Path.Combine(host.WorkingDirectory, "stages"))).Text;

        var said = output.Split('\n').Where(line => line.StartsWith("line ", StringComparison.Ordinal)).Order();
        var stages = Containerfile.Parse(text, "Containerfile").BuiltStages(request);
        said.ShouldBe(stages.SelectMany(stage => stage.Steps.Select(step => $"line {step.Line} on {Machine(stage.Platform)}")).Order(), output);
    }

    /// <summary>No host has to be able to run riscv64 for it.</summary>
    [Fact]
    public async Task A_stage_of_the_hosts_platform_compiles_for_a_foreign_one_without_emulation()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Context("cross", $"FROM --platform=linux/amd64 {host.Base} AS build\nARG TARGETARCH\nRUN echo \"$TARGETARCH from $(uname -m)\" > /made\nFROM scratch\nCOPY --from=build /made /made\n");

        var result = await host.PushAsync("--context=cross", $"--image={host.Reference("cross")}", "--platform=linux/amd64,linux/riscv64", "--binfmt=verify");

        result.ShouldHaveSucceeded();
        Stage(result, "EnsureBinfmt").ShouldBe("skipped");
        Modes(result).ShouldBe("linux/amd64 native, linux/riscv64 cross");
        var published = new Published(host.Registry.CreateClient(), "cross");
        (await published.FileAsync("riscv64", "/made")).ShouldBe("riscv64 from x86_64\n");
        (await published.FileAsync("amd64", "/made")).ShouldBe("amd64 from x86_64\n");
    }

    [Fact]
    public async Task A_stage_that_is_not_needed_is_not_prepared_for()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Context("unused", $"FROM {host.Base} AS tests\nRUN false\nFROM scratch\nCOPY data /data\n", ("data", "x"));

        var result = await host.PushAsync("--context=unused", $"--image={host.Reference("unused")}", "--platform=linux/riscv64", "--binfmt=verify");

        result.ShouldHaveSucceeded();
        Stage(result, "EnsureBinfmt").ShouldBe("skipped");
        Modes(result).ShouldBe("linux/riscv64 cross");
    }

    [Fact]
    public async Task A_foreign_stage_of_a_native_image_is_prepared_for()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Context("part", $"FROM --platform=linux/s390x {host.Base} AS part\nRUN uname -m > /made\nFROM --platform=$TARGETPLATFORM {host.Base}\nCOPY --from=part /made /made\n");

        var result = await host.PushAsync("--context=part", $"--image={host.Reference("part")}", "--platform=linux/amd64");

        result.ShouldHaveSucceeded();
        Stage(result, "EnsureBinfmt").ShouldBe("succeeded");
        result.NormalLog.ShouldContain("linux/s390x  emulated");
        Modes(result).ShouldBe("linux/amd64 emulated");
        (await new Published(host.Registry.CreateClient(), "part").FileAsync("amd64", "/made")).ShouldBe("s390x\n");
    }

    /// <summary>Only the platform of the one stage with a step is prepared: arm64, and neither the native one nor the other foreign one.</summary>
    [Fact]
    public async Task A_platform_whose_stage_runs_nothing_is_not_prepared_for()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Context("chosen", $"ARG TARGETARCH\nFROM {host.Base} AS of-arm64\nRUN uname -m > /made\nFROM {host.Base} AS of-riscv64\nFROM {host.Base} AS of-amd64\nFROM of-$TARGETARCH\n");

        var result = await host.RunAsync(AfterCloneAsync, ["--context=chosen", "--platform=linux/amd64,linux/arm64,linux/riscv64"]);

        result.ShouldHaveSucceeded();
        result.NormalLog.ShouldContain("linux/arm64  emulated");
        result.NormalLog.ShouldNotContain("linux/amd64: ");
        result.NormalLog.ShouldNotContain("linux/riscv64: ");
    }

    /// <summary>Podman up to 5.4 gives the last stage the base image of the first one's platform, and says nothing.</summary>
    [Fact]
    public async Task A_stage_that_would_get_the_platform_of_an_earlier_one_is_right()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Context("stray", $"FROM --platform=linux/amd64 {host.Base} AS build\nRUN uname -m > /made\nFROM {host.Base}\nCOPY --from=build /made /made\nRUN uname -m > /ran\n");

        var result = await host.PushAsync("--context=stray", $"--image={host.Reference("stray")}", "--platform=linux/amd64,linux/arm64");

        result.ShouldHaveSucceeded();
        var published = new Published(host.Registry.CreateClient(), "stray");
        (await published.FileAsync("arm64", "/made")).ShouldBe("x86_64\n");
        (await published.FileAsync("arm64", "/ran")).ShouldBe("aarch64\n");
        result.NormalLog.Contains("--platform=$TARGETPLATFORM", StringComparison.Ordinal).ShouldBe(
            Version.Parse(result.Report["engine"]!["version"]!.Value<string>()!) < Containerfile.KeepsFromPlatformsApart);
    }

    [Fact]
    public async Task A_step_of_the_SDK_that_is_emulated_is_warned_of_and_built()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Context("sdk", $"FROM {host.Base}\nRUN printf '#!/bin/sh\\nuname -m > /built\\n' > /bin/dotnet && chmod +x /bin/dotnet\nRUN dotnet publish -o /app\n");

        var result = await host.PushAsync("--context=sdk", $"--image={host.Reference("sdk")}", "--platform=linux/amd64,linux/arm64");

        result.ShouldHaveSucceeded();
        result.NormalLog.ShouldContain("MA1322: The .NET SDK will run under QEMU for linux/arm64.");
        result.NormalLog.ShouldContain("sdk/Containerfile:3");
        result.NormalLog.ShouldContain("RUN dotnet publish -a $TARGETARCH -o /app");
        (await new Published(host.Registry.CreateClient(), "sdk").FileAsync("arm64", "/built")).ShouldBe("aarch64\n");
    }

    private static async Task AfterCloneAsync(MultiArchRun run)
    {
        await run.CloneAsync();
        await run.EnsureBinfmtAsync();
    }

    private static string Machine(Platform platform) => platform.Architecture switch
    {
        "amd64" => "x86_64",
        "arm64" => "aarch64",
        var other => other,
    };

    private static string Stage(PipelineResult result, string name) =>
        result.Report["stages"]!.Single(stage => stage["name"]!.Value<string>() == name)["status"]!.Value<string>()!;

    private static string Modes(PipelineResult result) =>
        string.Join(", ", result.Image["platforms"]!.Select(platform => $"{platform["platform"]} {platform["mode"]}").Order());
}
