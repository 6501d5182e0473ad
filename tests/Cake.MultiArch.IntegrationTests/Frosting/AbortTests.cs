using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Cake.MultiArch.IntegrationTests.Soak;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Frosting;

/// <summary>The Frosting program of samples/frosting is told to end, where the host itself would end at once.</summary>
public class AbortTests(BaseImages baseImages)
{
    private const string Password = "hunter2-of-the-sample";

    [Theory]
    [InlineData(UnixSignal.Terminate, "SIGTERM")]
    [InlineData(UnixSignal.Interrupt, "SIGINT")]
    public async Task In_the_middle_of_a_step_it_leaves_no_process_no_credential_and_no_tag(int signal, string name)
    {
        await using var host = await PipelineHost.CreateAsync(
            baseImages,
            new LoopbackRegistryOptions { Username = "ci", Password = Password }
        );
        var context = Path.Combine(
            host.WorkingDirectory,
            host.Context("site", $"FROM {host.Base}\nRUN echo the step has be''gun; sleep 5000\n")
        );
        var temporary = Directory.CreateDirectory(host.Folder.Combine("tmp")).FullName;
        using var run = CakeRunner.StartProgram(
            FrostingProgram.Sample,
            [
                $"--context={context}",
                $"--registry={host.Registry.Address}",
                "--tls-verify=false",
                $"--report={host.Folder.Combine("report")}",
                "--verbosity=verbose",
            ],
            new() { ["TMPDIR"] = temporary, ["REGISTRY_USR"] = "ci", ["REGISTRY_PSW"] = Password });
        await run.SaysAsync("the step has begun");
        Directory.GetDirectories(temporary, "cake-multiarch*").ShouldNotBeEmpty();

        run.SignalGroup(signal);
        await EndAsync(run);

        run.Process.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain("MA1105");
        run.Output.ShouldContain(name);
        run.Output.ShouldContain("Site latest: failed", Case.Sensitive, "the program's own Teardown runs");
        (await new RunProcesses(run.Process.Id, temporary).LeftAfterAsync(TimeSpan.FromSeconds(2))).ShouldBeEmpty();
        Directory.GetFileSystemEntries(temporary, "cake-multiarch*").ShouldBeEmpty("credentials lay there");
        (await host.LeftoversAsync()).ShouldBeEmpty();
        (await new Published(host.Registry.CreateClient(), "demo/site").DigestAsync("latest")).ShouldBeNull();
        var report = await File.ReadAllTextAsync(
            host.Folder.Combine("report", "multiarch-report.json"),
            TestContext.Current.CancellationToken
        );
        JObject.Parse(report)["error"]!["id"]!.Value<string>().ShouldBe("MA1105");
        (run.Output + report).ShouldNotContain(Password);
    }

    /// <summary>One program ends the run in a Teardown of its own, the other has none.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task During_the_clean_up_it_finishes_that_and_then_fails(bool hasLifetime)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = Path.Combine(host.WorkingDirectory, host.Context("site", $"FROM {host.Base}\nLABEL a=b\n"));
        var (told, go) = (host.Folder.Combine("told"), host.Folder.Combine("go"));
        _ = (await TestProgram.RunAsync("mkfifo", told, go)).Text;
        var podman = host.Folder.Write("bin/podman", $"""
            #!/bin/sh
            case "$*" in *"manifest rm"*) echo removing >'{told}'; read -r _ <'{go}' ;; esac
            exec {(await TestProgram.RunAsync("sh", "-c", "command -v podman")).Text} "$@"

            """);
        File.SetUnixFileMode(podman, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var run = CakeRunner.StartProgram(
            hasLifetime ? FrostingProgram.Sample : FrostingProgram.Plain,
            [
                "--target=PushMultiArch", $"--context={context}", $"--image={host.Reference("site")}", "--tls-verify=false",
                $"--report={host.Folder.Combine("report")}",
            ],
            new() { ["PATH"] = $"{Path.GetDirectoryName(podman)}:{Environment.GetEnvironmentVariable("PATH")}" });
        var removing = Task.Run(() => File.ReadAllText(told), TestContext.Current.CancellationToken);
        (await Task.WhenAny(removing, run.Process.WaitForExitAsync(TestContext.Current.CancellationToken))).ShouldBe(removing, run.Output);

        run.Signal(UnixSignal.Terminate);
        await File.WriteAllTextAsync(go, "go\n", TestContext.Current.CancellationToken);
        await EndAsync(run);

        run.Process.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain("MA1105");
        (await host.LeftoversAsync()).ShouldBeEmpty(run.Output);
        (await new Published(host.Registry.CreateClient(), "site").PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
        var report = await File.ReadAllTextAsync(
            host.Folder.Combine("report", "multiarch-report.json"),
            TestContext.Current.CancellationToken
        );
        JObject.Parse(report)["error"]!["id"]!.Value<string>().ShouldBe("MA1105");
    }

    private static Task EndAsync(RunningCake run) =>
        run
            .Process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
}
