using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;

namespace Cake.MultiArch.IntegrationTests.Clean;

/// <summary>A run that lives is not disturbed, and of one that was killed nothing stays.</summary>
public sealed class KilledRunTests(BaseImages baseImages)
{
    [Fact]
    public async Task While_a_run_builds_clean_ups_leave_all_that_is_its_own_and_the_layers_that_it_may_need()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        (
            await host.BuildAsync($"--context={host.Context("site", $"FROM {host.Base}\nRUN : first\n")}", "--platform=linux/amd64")
        ).ShouldHaveSucceeded();
        using var run = await HeldRun.StartAsync(host);
        host.Set("TMPDIR", Path.GetDirectoryName(run.Folder));
        var images = await host.Store.ImageIdsAsync();
        var container = await ContainersAsync(host);
        container.ShouldNotBeEmpty();

        var ended = await Task.WhenAll(host.CleanAsync(), host.CleanAsync());

        ended.ShouldAllBe(clean => clean.Failure == null);
        ended.ShouldAllBe(clean => clean.Log.Text.Contains("the images stay"));
        ended.Count(clean => clean.Log.Text.Contains("Removed the list localhost/multiarch/")).ShouldBeGreaterThanOrEqualTo(1);
        Directory.Exists(run.Folder).ShouldBeTrue();
        (await ContainersAsync(host)).ShouldBe(container);
        (await host.Store.ImageIdsAsync()).Count.ShouldBe(images.Count - 1, "the list of the first run alone is gone");
        (await run.GoOnAsync()).ShouldBe(0, run.Output);

        await ShouldLeaveNothingAsync(host);
    }

    [Fact]
    public async Task The_next_run_removes_what_a_killed_one_left_and_leaves_the_result_of_another()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        (
            await host.BuildAsync($"--context={host.Context("site", $"FROM {host.Base}\nRUN : first\n")}", "--platform=linux/amd64")
        ).ShouldHaveSucceeded();
        var result = await ListsAsync(host);
        using var run = await HeldRun.StartAsync(host);
        var (folder, list) = (run.Folder, $"localhost/multiarch/held:{run.RunId}");
        _ = (await host.Store.PodmanAsync("manifest", "create", list)).Text;
        await run.KillAsync();
        host.Set("TMPDIR", Path.GetDirectoryName(folder));
        (await ContainersAsync(host)).ShouldNotBeEmpty();

        var next = await host.PushAsync(
            $"--context={host.Context("next", $"FROM {host.Base}\nRUN : next\n")}",
            $"--image={host.Reference("next")}"
        );

        next.ShouldHaveSucceeded();
        next.NormalLog.ShouldContain($"Removed the folder {folder}");
        next.NormalLog.ShouldContain($"Removed the list {list}");
        Directory.Exists(folder).ShouldBeFalse();
        (await ContainersAsync(host)).ShouldBeEmpty();
        (await ListsAsync(host)).ShouldBe(result);
        (
            await host.PushAsync(
                $"--context={host.Context("next", $"FROM {host.Base}\nRUN : next\n")}",
                $"--image={host.Reference("next")}"
            )
        ).NormalLog.ShouldNotContain("Removed");

        await ShouldLeaveNothingAsync(host);
    }

    /// <summary>A system that empties its folder of temporary files takes the folder, and another TMPDIR hides it.</summary>
    [Fact]
    public async Task A_killed_run_is_known_without_its_folder()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        using var run = await HeldRun.StartAsync(host);
        var (folder, list) = (run.Folder, $"localhost/multiarch/held:{run.RunId}");
        _ = (await host.Store.PodmanAsync("manifest", "create", list)).Text;
        await run.KillAsync();
        Directory.Delete(folder, recursive: true);

        (
            await host.BuildAsync($"--context={host.Context("next", $"FROM {host.Base}\nRUN : next\n")}", "--platform=linux/amd64")
        ).NormalLog.ShouldContain($"Removed the list {list}");

        (await ContainersAsync(host)).ShouldBeEmpty();
        await ShouldLeaveNothingAsync(host);
    }

    [Fact]
    public async Task A_folder_in_which_something_is_mounted_stays_and_fails_the_clean_up_which_removes_the_rest()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        using var run = await HeldRun.StartAsync(host);
        var folder = run.Folder;
        await run.KillAsync();
        host.Set("TMPDIR", Path.GetDirectoryName(folder));
        var precious = host.Folder.Write("precious/letter", "dear");
        var place = Directory.CreateDirectory(Path.Combine(folder, "tmp", "a place")).FullName;
        _ = (await TestProgram.RunAsync("mount", "--bind", Path.GetDirectoryName(precious)!, place)).Text;

        var (log, failure) = await host.CleanAsync();

        failure.ShouldNotBeNull(log.Text).Problem.Id.ShouldBe("MA1976");
        log.Text.ShouldContain("MA1978");
        File.Exists(precious).ShouldBeTrue();
        (await ContainersAsync(host)).ShouldBeEmpty();
        _ = (await TestProgram.RunAsync("umount", place)).Text;
        await ShouldLeaveNothingAsync(host);
        File.Exists(precious).ShouldBeTrue();
    }

    /// <summary>But the base image, which the user would have to pull again.</summary>
    private static async Task ShouldLeaveNothingAsync(PipelineHost host)
    {
        var (log, failure) = await host.CleanAsync();
        failure.ShouldBeNull(log.Text);
        (await host.LeftoversAsync()).ShouldBeEmpty(log.Text);
        (await host.Store.PodmanAsync("images", "--all", "--no-trunc", "--format", "{{.Id}} {{.History}}"))
            .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldAllBe(image => image.Contains(host.Registry.Address), log.Text);
        Directory.GetFileSystemEntries(host.Folder.Combine("tmp"), "*multiarch*").ShouldBeEmpty(log.Text);
        Directory.GetFileSystemEntries(host.Folder.Combine("state/cake-multiarch"), "*.run").ShouldBeEmpty(log.Text);
    }

    private static async Task<IReadOnlyList<string>> ContainersAsync(PipelineHost host) =>
        (await host.Store.PodmanAsync("ps", "--all", "--external", "--quiet")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<IReadOnlyList<string>> ListsAsync(PipelineHost host) =>
        (
            await host.Store.PodmanAsync("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=localhost/multiarch/*")
        ).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
