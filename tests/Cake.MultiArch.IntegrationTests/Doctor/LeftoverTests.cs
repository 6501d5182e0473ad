using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Frosting;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Cake.MultiArch.IntegrationTests.Soak;

namespace Cake.MultiArch.IntegrationTests.Doctor;

/// <summary>What a run leaves that is killed in the middle of a step, with all its processes.</summary>
public sealed class LeftoverTests(BaseImages baseImages)
{
    private const string Text = "FROM scratch\nCOPY Containerfile /\n";

    [Fact]
    public async Task A_run_that_lives_is_left_alone_and_of_one_that_was_killed_all_is_told_with_the_commands_that_remove_it()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var temporary = Directory.CreateDirectory(host.Folder.Combine("tmp")).FullName;
        host.Set("TMPDIR", temporary);
        var other = OwnFolder.Make(OwnFolder.PathOf(temporary, "20250102030405-0a1b2c3d"));
        var context = Path.Combine(
            host.WorkingDirectory,
            host.Context("slow", $"FROM {host.Base}\nRUN echo the step has be''gun; sleep 5000\n")
        );
        using var run = CakeRunner.StartProgram(
            FrostingProgram.Plain,
            [
                "--target=BuildMultiArch",
                $"--context={context}",
                "--platform=linux/amd64",
                $"--image={host.Reference("slow")}",
                $"--report={host.Folder.Combine("report")}",
                "--tls-verify=false",
                "--verbosity=verbose",
            ],
            []
        );
        await run.SaysAsync("the step has begun");

        (await DoctorRun.RunAsync(host, Text))["leftovers"].Judgement.ShouldBe(("ok", null), "the run lives, and the other folder is new");

        run.SignalGroup(UnixSignal.Kill);
        await run.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        KillRest(run.Process.Id, temporary);
        var left = Directory.GetDirectories(temporary, "cake-multiarch-*");
        foreach (var folder in left.Where(folder => !File.Exists(Path.Combine(folder, "private", "lock"))))
        {
            Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddHours(-25));
        }

        left.ShouldContain(other);
        var found = (await DoctorRun.RunAsync(host, Text)).Findings.Where(finding => finding.Check == "leftovers").ToList();

        found.Select(finding => finding.Judgement).ShouldBe([("warning", "MA1920"), ("warning", "MA1921")]);
        left.ShouldAllBe(folder => found[0].Repair!.Contains(folder));
        var container = (await host.Store.PodmanAsync("ps", "--all", "--external", "--quiet", "--no-trunc")).Text;
        found[1].Repair.ShouldBe($"podman rm --force {container}");

        await DoctorRun.TypeAsync(found[1].Repair);
        await DoctorRun.TypeAsync(found[0].Repair);
        (await DoctorRun.RunAsync(host, Text))["leftovers"].Judgement.ShouldBe(("ok", null));
        (await host.Store.PodmanAsync("ps", "--all", "--external", "--quiet")).Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_container_of_somebody_elses_build_is_not_told()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        _ = (await host.Store.PodmanAsync("create", "--tls-verify=false", "--name=other", host.Base)).Text;

        (await DoctorRun.RunAsync(host, Text))["leftovers"].Judgement.ShouldBe(("ok", null));
    }

    /// <summary>A step has a session of its own.</summary>
    private static void KillRest(int session, string word)
    {
        foreach (var line in new RunProcesses(session, word).Left())
        {
            UnixSignal.Send(int.Parse(line.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture), UnixSignal.Kill);
        }
    }
}
