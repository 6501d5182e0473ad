using Cake.Core.Diagnostics;
using Cake.MultiArch.Build;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Smoke;
using Cake.MultiArch.Storage;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Smoke;

/// <summary>What podman is asked for, and what is made of its faults.</summary>
public sealed class SmokeTestTests : PodmanTest
{
    private static readonly string Id = new('a', 64);

    [Fact]
    public async Task The_image_is_run_by_its_identifier_without_network_health_check_and_environment_of_this_host()
    {
        Ready().On("--network=none").Out("hello");
        State("exited", 0);
        Environment.Variables["TMPDIR"] = Fake.Folder;
        using var folder = RunFolder.Create(Host);

        var result = (
            await new SmokeTest(Host, Podman, folder).RunAsync(Image("linux/arm/v7"), Command("/app --version 'a b'"), Token)
        ).ShouldHaveSingleItem();

        result.ExitCode.ShouldBe(0);
        result.LastLines.ShouldBe(["hello"]);
        var name = $"multiarch-smoke-{folder.RunId}-linux-arm-v7";
        Fake.Call("run")
            .Arguments.ShouldBe([
                "--log-level=error",
                "run",
                $"--name={name}",
                $"--label=io.github.cake-contrib.multiarch.run={folder.RunId}",
                "--network=none",
                "--no-healthcheck",
                "--log-driver=none",
                "--http-proxy=false",
                "--env-host=false",
                "--sig-proxy=false",
                "--timeout=90",
                "--pull=never",
                "--platform=linux/arm/v7",
                "--entrypoint=",
                Id,
                "/app",
                "--version",
                "a b",
            ]);
        Fake.Call("run").Environment["TMPDIR"].ShouldBe(Path.Combine(folder.Root, "tmp"));
        Fake.Call("run").Input.ShouldBeEmpty();
        Fake.Call("rm").Arguments.ShouldBe(["--log-level=error", "rm", "--force", "--ignore", "--time=0", "--volumes", name]);
    }

    [Fact]
    public async Task Exit_code_0_of_a_podman_that_was_ended_from_outside_is_no_success()
    {
        Ready().On("--network=none").Exit(0);
        State("running", 0);

        (await FailureAsync("linux/amd64")).Problem.What.ShouldBe("Podman ended before the smoke test of linux/amd64 did.");
        Fake.Call("rm").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_container_that_does_not_go_is_told_and_the_test_has_passed_nevertheless()
    {
        Fake.Version("5.4.2").On("rm --force").Error("Error: cannot remove container: device or resource busy").Exit(2);
        Fake.On("--network=none").Out("hello");
        State("exited", 0);

        (await RunAsync("/app", "linux/amd64")).ShouldHaveSingleItem();

        Log.Text.ShouldContain("Podman does not remove 1 containers.");
        Log.Text.ShouldContain("device or resource busy");
    }

    [Fact]
    public async Task What_a_host_lacks_is_told_once_and_not_for_each_platform()
    {
        Ready().On("--network=none").Error("Error: OCI runtime error: crun: something").Exit(126);
        Fake.On("container inspect").Error("Error: no such container \"x\"").Exit(125);

        var failure = await FailureAsync("linux/amd64", "linux/arm64");

        failure.Problem.Id.ShouldBe("MA1636");
        failure.Platforms.ShouldBe(["linux/amd64"]);
        Fake.Call("run").Arguments.ShouldContain("--platform=linux/amd64");
    }

    [Fact]
    public async Task A_podman_that_cannot_be_asked_is_no_failure_of_a_platform()
    {
        Ready().On("--network=none").Out("hello");
        Fake.On("container inspect").Error("Error: database is locked").Exit(125);

        var failure = await FailureAsync("linux/amd64", "linux/arm64");

        failure.Problem.Why.ShouldContain("database is locked");
        failure.Platforms.ShouldBeEmpty();
        Fake.Call("rm").ShouldNotBeNull();
    }

    [Fact]
    public async Task The_limit_holds_for_a_podman_that_hangs()
    {
        Ready().On("--network=none").Out("waiting").Do("hold", 0);

        var failure = await FailureAsync("linux/amd64", "linux/arm64");

        failure.Problem.Id.ShouldBe("MA1635");
        failure.Platforms.ShouldBe(["linux/amd64"]);
        Fake.Call("rm").ShouldNotBeNull();
    }

    [Fact]
    public async Task Secrets_that_the_command_is_given_or_writes_are_masked()
    {
        Log.Verbosity = Verbosity.Verbose;
        Host.Secrets.Add("hunter2-long");
        Ready().On("--network=none").Out("it is hunter2-long");
        State("exited", 4);

        var failure = await Should.ThrowAsync<MultiArchException>(() => RunAsync("/app --token=hunter2-long", "linux/amd64"));

        failure.ExitCode.ShouldBe(4);
        failure.Problem.Where.ShouldBe("/app '--token=[REDACTED]'");
        failure.Problem.Details.ShouldBe(["it is [REDACTED]"]);
        Log.Text.ShouldContain("[linux/amd64] it is [REDACTED]");
    }

    private static SmokeCommand Command(string text, double seconds = 30) =>
        SmokeCommand.Parse(text, TimeSpan.FromSeconds(seconds), "--smoke");

    private static BuiltImage Image(params string[] platforms) =>
        new(
            List,
            [
                .. platforms.Select(platform => new BuiltPlatform(platform, BuildMode.Native, $"sha256:{Id}", "", 0)
                {
                    Config = ImageConfig.Parse("{}"),
                }),
            ]
        );

    private FakePodmanFolder Ready()
    {
        Fake.Version("5.4.2").On("rm --force");
        return Fake;
    }

    private void State(string status, int exitCode) =>
        Fake.On("container inspect")
            .Out(
                $$$"""[{"State":{"Status":"{{{status}}}","ExitCode":{{{exitCode}}},"OOMKilled":false,"StartedAt":"2026-11-25T00:36:35.865988114Z"}}]"""
            );

    private async Task<IReadOnlyList<SmokeResult>> RunAsync(string command, params string[] platforms)
    {
        Environment.Variables["TMPDIR"] = Fake.Folder;
        using var folder = RunFolder.Create(Host);
        var results = await new SmokeTest(Host, Podman, folder).RunAsync(Image(platforms), Command(command, seconds: 2), Token);
        return SmokeResult.FailureOf(results) is { } failure ? throw failure : results;
    }

    private Task<MultiArchException> FailureAsync(params string[] platforms) =>
        Should.ThrowAsync<MultiArchException>(() => RunAsync("/app", platforms));
}
