using Cake.MultiArch.Doctor;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;

namespace Cake.MultiArch.IntegrationTests.Doctor;

/// <summary>Disks that are really full. Needs root, to mount them.</summary>
public sealed class HostDiskTests(BaseImages baseImages)
{
    [Fact]
    public async Task A_full_disk_fails_and_with_room_it_does_not()
    {
        await using var folder = new TestFolder("disk");
        var disk = await MountAsync(folder, "8m");
        await File.WriteAllBytesAsync(
            Path.Combine(disk, "file"),
            new byte[(8 * 1024 * 1024) - 4096],
            TestContext.Current.CancellationToken
        );

        var full = DiskSpace.Of("the report", Path.Combine(disk, "not-there-yet"), 0, "rm file");
        File.Delete(Path.Combine(disk, "file"));
        var empty = DiskSpace.Of("the report", Path.Combine(disk, "not-there-yet"), 0, "rm file");

        full.Problem!.Id.ShouldBe("MA1910");
        full.Problem.Repair.ShouldBe("rm file");
        empty.Status.ShouldBe(FindingStatus.Ok);
    }

    [Fact]
    public async Task A_run_whose_temporary_files_have_no_room_fails_before_it_builds_and_elsewhere_it_succeeds()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = host.Context("site", $"FROM {host.Base}\nLABEL a=b\n");
        string[] arguments = [$"--context={context}", $"--image={host.Reference("site")}", "--platform=linux/amd64"];
        await using var small = new TestFolder("small");
        var disk = await MountAsync(small, "512k");
        host.Set("TMPDIR", disk);

        var failed = await host.PushAsync(arguments);
        host.Set("TMPDIR", host.Folder.Path);
        var succeeded = await host.PushAsync(arguments);

        failed.ShouldHaveFailed("MA1910").Where.ShouldBe(disk);
        failed.Image["platforms"]![0]!["status"]!.ToString().ShouldBe("skipped");
        succeeded.ShouldHaveSucceeded();
    }

    /// <summary>Mounts a disk in the folder, which unmounts what lies in it when it goes.</summary>
    private static async Task<string> MountAsync(TestFolder folder, string size)
    {
        var disk = Directory.CreateDirectory(folder.Combine("disk")).FullName;
        _ = (await TestProgram.RunAsync("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", disk)).Text;
        return disk;
    }
}
