using System.Globalization;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;

namespace Cake.MultiArch.IntegrationTests.Doctor;

/// <summary>Faults of the host that the tests run on, and of what a user sets there.</summary>
public sealed class HostCheckTests(BaseImages baseImages)
{
    private const string Plain = "FROM scratch\nCOPY Containerfile /\n";

    [Fact]
    public async Task Without_podman_that_is_told_and_what_needs_it_is_skipped()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var path = Environment.GetEnvironmentVariable("PATH");
        host.Set("PATH", Directory.CreateDirectory(host.Folder.Combine("empty")).FullName);

        var without = await DoctorRun.RunAsync(host, Plain);
        host.Set("PATH", path);
        var with = await DoctorRun.RunAsync(host, Plain);

        without.Findings.Where(finding => finding.Check == "podman").Select(finding => finding.Judgement).ShouldBe([("failure", "MA1401")]);
        foreach (var check in new[] { "isolation", "storage", "binfmt", "base-image" })
        {
            without[check].Judgement.ShouldBe(("skipped", null), check);
        }

        without["registry"].Judgement.ShouldBe(("ok", null), "the run's own client asks, as it will push");
        without["disk"].Status.ShouldBe("ok");
        with["podman"].Judgement.ShouldBe(("ok", null));
    }

    [Fact]
    public async Task A_Containerfile_that_cannot_be_read_is_told_with_its_line()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);

        var found = await DoctorRun.RunAsync(host, "FROM scratch\n\nCOYP a /\n");

        found["containerfile"].Status.ShouldBe("failure");
        found["containerfile"].Where.ShouldNotBeNull().ShouldEndWith("Containerfile:3 (COYP a /)");
        found["base-image"].Status.ShouldBe("skipped");
        (await host.Store.PodmanAsync("build", Path.Combine(host.WorkingDirectory, "site"))).ExitCode.ShouldNotBe(0);
        (await DoctorRun.RunAsync(host, Plain)).Findings.ShouldNotContain(finding => finding.Check == "containerfile");
    }

    /// <summary>
    /// The cgroups of this host are hybrid, or /proc is masked, or user namespaces are off; where nothing is, OCI works and is ok.
    /// </summary>
    [Fact]
    public async Task An_isolation_fails_exactly_where_podman_fails_with_it_and_chroot_is_the_repair()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var text = $"FROM {host.Base}\nRUN true\n";

        var oci = (await DoctorRun.RunAsync(host, text, "--platform=linux/amd64", "--isolation=oci"))["isolation"];
        var build = await host.Store.PodmanAsync(
            "build",
            "--tls-verify=false",
            "--isolation=oci",
            Path.Combine(host.WorkingDirectory, "site")
        );
        var chroot = (await DoctorRun.RunAsync(host, text, "--platform=linux/amd64", "--isolation=chroot"))["isolation"];
        var built = await host.Store.PodmanAsync(
            "build",
            "--tls-verify=false",
            "--isolation=chroot",
            Path.Combine(host.WorkingDirectory, "site")
        );

        oci.Judgement.ShouldBe(build.ExitCode == 0 ? ("ok", null) : ("failure", "MA1913"), build.Error);
        chroot.Judgement.ShouldBe(("ok", null));
        built.ExitCode.ShouldBe(0, built.Error);
    }

    [Fact]
    public async Task A_storage_that_copies_is_told_and_another_folder_with_overlay_is_the_repair()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await using var folder = new TestFolder("disk");
        var disk = Directory.CreateDirectory(folder.Combine("disk")).FullName;
        _ = (await TestProgram.RunAsync("mount", "-t", "tmpfs", "tmpfs", disk)).Text;
        host.Set(
            "CONTAINERS_STORAGE_CONF",
            folder.Write("storage.conf", $"[storage]\ndriver = \"vfs\"\ngraphroot = \"{disk}/images\"\nrunroot = \"{disk}/run\"\n")
        );

        var vfs = (await DoctorRun.RunAsync(host, Plain))["storage"];

        vfs.Judgement.ShouldBe(("warning", "MA1912"));
        vfs.Repair.ShouldNotBeNull().ShouldContain($"driver = \"overlay\"");
        vfs.Repair.ShouldContain($"graphroot = \"{disk}/images-overlay\"");
        folder.Write("storage.conf", $"[storage]\ndriver = \"overlay\"\ngraphroot = \"{disk}/images-overlay\"\nrunroot = \"{disk}/run\"\n");
        (await DoctorRun.RunAsync(host, Plain)).Findings.ShouldContain(finding =>
            finding.Check == "storage" && finding.Message.Contains("driver overlay")
        );
    }

    [Fact]
    public async Task Node_under_QEMU_is_told_and_a_stage_of_the_build_platform_is_the_repair()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);

        var emulated = (await DoctorRun.RunAsync(host, $"FROM {host.Base}\nRUN npm ci\n", "--platform=linux/arm64"))["emulated-tools"];
        var cross = (
            await DoctorRun.RunAsync(
                host,
                $"FROM --platform=$BUILDPLATFORM {host.Base} AS a\nRUN npm ci\nFROM {host.Base}\nCOPY --from=a /bin/sh /\n",
                "--platform=linux/arm64"
            )
        )["emulated-tools"];

        emulated.Judgement.ShouldBe(("warning", "MA1918"));
        emulated.Where.ShouldNotBeNull().ShouldEndWith("site/Containerfile:2");
        cross.Judgement.ShouldBe(("ok", null));
    }

    [Fact]
    public async Task A_registry_inside_that_is_asked_through_the_proxy_is_told_until_the_repair_is_typed()
    {
        // The process keeps the proxy that it finds first: it is not to be this one.
        _ = HttpClient.DefaultProxy;
        await using var host = await PipelineHost.CreateAsync(baseImages);
        foreach (var name in new[] { "http_proxy", "https_proxy", "no_proxy", "NO_PROXY" })
        {
            host.Set(name, null);
        }

        host.Set("HTTP_PROXY", "http://127.0.0.1:9");
        host.Set("HTTPS_PROXY", "http://127.0.0.1:9");
        const string Inside = "--image=registry.test.internal/site:1";

        var told = (await DoctorRun.RunAsync(host, Plain, Inside))["proxy"];
        host.Set("NO_PROXY", (await TestProgram.RunAsync("sh", "-euc", $"{told.Repair}; printenv NO_PROXY")).Text);
        var repaired = (await DoctorRun.RunAsync(host, Plain, Inside))["proxy"];

        told.Judgement.ShouldBe(("warning", "MA1943"));
        told.Repair.ShouldBe("export NO_PROXY=registry.test.internal");
        repaired.Judgement.ShouldBe(("ok", null));
    }

    [Theory]
    [InlineData("exec podman \"$@\"", "ok", null)]
    [InlineData("echo Docker version 27.0.3, build 7d4bcd8", "warning", "MA1930")]
    [InlineData("exit 1", "warning", "MA1930")]
    public async Task A_docker_is_told_unless_it_is_podman(string script, string status, string? id)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var docker = host.Folder.Write("bin/docker", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(docker, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        host.Set(
            "PATH",
            string.Create(CultureInfo.InvariantCulture, $"{Path.GetDirectoryName(docker)}:{Environment.GetEnvironmentVariable("PATH")}")
        );

        (await DoctorRun.RunAsync(host, Plain))["docker"].Judgement.ShouldBe((status, id));
    }
}
