using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>Which stages run where, and what follows: what EnsureBinfmt prepares, the mode in the report, what is refused.</summary>
public class StagePlatformTests(BaseImages baseImages)
{
    /// <summary>No host has to be able to run riscv64 for it.</summary>
    [Fact]
    public async Task A_stage_of_the_hosts_platform_compiles_for_a_foreign_one_without_emulation()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Context(
            "cross",
            $"FROM --platform=linux/amd64 {host.Base} AS build\nARG TARGETARCH\nRUN echo \"$TARGETARCH from $(uname -m)\" > /made\nFROM scratch\nCOPY --from=build /made /made\n"
        );

        var result = await host.PushAsync(
            "--context=cross",
            $"--image={host.Reference("cross")}",
            "--platform=linux/amd64,linux/riscv64",
            "--binfmt=verify"
        );

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

        var result = await host.PushAsync(
            "--context=unused",
            $"--image={host.Reference("unused")}",
            "--platform=linux/riscv64",
            "--binfmt=verify"
        );

        result.ShouldHaveSucceeded();
        Stage(result, "EnsureBinfmt").ShouldBe("skipped");
        Modes(result).ShouldBe("linux/riscv64 cross");
    }

    [Fact]
    public async Task A_foreign_stage_of_a_native_image_is_prepared_for()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Context(
            "part",
            $"FROM --platform=linux/s390x {host.Base} AS part\nRUN uname -m > /made\nFROM --platform=$TARGETPLATFORM {host.Base}\nCOPY --from=part /made /made\n"
        );

        var result = await host.PushAsync("--context=part", $"--image={host.Reference("part")}", "--platform=linux/amd64");

        result.ShouldHaveSucceeded();
        Stage(result, "EnsureBinfmt").ShouldBe("succeeded");
        result.NormalLog.ShouldContain("linux/s390x  emulated");
        Modes(result).ShouldBe("linux/amd64 emulated");
        (await new Published(host.Registry.CreateClient(), "part").FileAsync("amd64", "/made")).ShouldBe("s390x\n");
    }

    /// <summary>
    /// Only the platform of the one stage with a step is prepared: arm64, and neither the native one nor the other foreign one.
    /// </summary>
    [Fact]
    public async Task A_platform_whose_stage_runs_nothing_is_not_prepared_for()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Context(
            "chosen",
            $"ARG TARGETARCH\nFROM {host.Base} AS of-arm64\nRUN uname -m > /made\nFROM {host.Base} AS of-riscv64\nFROM {host.Base} AS of-amd64\nFROM of-$TARGETARCH\n"
        );

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
        host.Context(
            "stray",
            $"FROM --platform=linux/amd64 {host.Base} AS build\nRUN uname -m > /made\nFROM {host.Base}\nCOPY --from=build /made /made\nRUN uname -m > /ran\n"
        );

        var result = await host.PushAsync("--context=stray", $"--image={host.Reference("stray")}", "--platform=linux/amd64,linux/arm64");

        result.ShouldHaveSucceeded();
        var published = new Published(host.Registry.CreateClient(), "stray");
        (await published.FileAsync("arm64", "/made")).ShouldBe("x86_64\n");
        (await published.FileAsync("arm64", "/ran")).ShouldBe("aarch64\n");
        result.NormalLog.Contains("--platform=$TARGETPLATFORM", StringComparison.Ordinal).ShouldBe(
            Version.Parse(result.Report["engine"]!["version"]!.Value<string>()!) < Containerfile.KeepsFromPlatformsApart);
    }

    /// <summary>Podman 4.3.1 would build this, and the file would not be what the lines say.</summary>
    [Fact]
    public async Task A_here_document_is_built_or_refused_before_anything_is_built()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Context("lines", $"FROM {host.Base} AS a\nRUN cat <<E >/made\nFROM these lines\nE\n");
        string[] arguments = ["--context=lines", "--target-stage=a", $"--image={host.Reference("lines")}", "--platform=linux/amd64"];

        var result = await host.PushAsync(arguments);

        if (Version.Parse(result.Report["engine"]!["version"]!.Value<string>()!) < Containerfile.KnowsHeredocs)
        {
            result.ShouldHaveFailed("MA1345").Where.ShouldStartWith(Path.Combine(host.WorkingDirectory, "lines", "Containerfile:2 "));
            (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
        }
        else
        {
            result.ShouldHaveSucceeded();
            (await new Published(host.Registry.CreateClient(), "lines").FileAsync("amd64", "/made")).ShouldBe("FROM these lines\n");
        }
    }

    [Fact]
    public async Task A_step_of_the_SDK_that_is_emulated_is_warned_of_and_built()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Context(
            "sdk",
            $"FROM {host.Base}\nRUN printf '#!/bin/sh\\nuname -m > /built\\n' > /bin/dotnet && chmod +x /bin/dotnet\nRUN dotnet publish -o /app\n"
        );

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

    private static string Stage(PipelineResult result, string name) =>
        result.Report["stages"]!.Single(stage => stage["name"]!.Value<string>() == name)["status"]!.Value<string>()!;

    private static string Modes(PipelineResult result) =>
        string.Join(", ", result.Image["platforms"]!.Select(platform => $"{platform["platform"]} {platform["mode"]}").Order());
}
