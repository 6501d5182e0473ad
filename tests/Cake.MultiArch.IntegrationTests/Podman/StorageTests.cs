using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.IntegrationTests.Podman;

/// <summary>Disks that are full or cannot be written to, for the storage and for temporary files.</summary>
public class StorageTests(BaseImages images)
{
    [Fact]
    public async Task A_full_disk_of_the_storage_is_told()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var disk = await TestFolder.MountAsync(Path.Combine(shop.Folder, "disk"), "size=1m");

        var problem = await FailureAsync(shop, settings => settings.Root = Path.Combine(disk, "root"));

        problem.Id.ShouldBe("MA1437", problem.ToString());
        problem.Repair.ShouldContain("podman system df");
    }

    [Theory]
    [InlineData("size=100k", "MA1437", "TMPDIR")]
    [InlineData("ro", "MA1489", "TMPDIR")]
    public async Task A_folder_for_temporary_files_that_takes_no_more_is_told(string options, string id, string repair)
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var disk = await TestFolder.MountAsync(Path.Combine(shop.Folder, "disk"), options);

        var problem = await FailureAsync(shop, settings => settings.EnvironmentVariables["TMPDIR"] = disk);

        problem.Id.ShouldBe(id, problem.ToString());
        problem.Repair.ShouldContain(repair);
    }

    [Fact]
    public async Task A_folder_for_temporary_files_that_is_not_there_is_named()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        var problem = await FailureAsync(shop, settings => settings.EnvironmentVariables["TMPDIR"] = Path.Combine(shop.Folder, "nowhere"));

        problem.Id.ShouldBe("MA1493", problem.ToString());
        problem.What.ShouldContain("nowhere");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_storage_that_cannot_be_written_to_is_named(bool isState)
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var disk = await TestFolder.MountAsync(Path.Combine(shop.Folder, "disk"), "ro");

        var problem = await FailureAsync(shop, settings =>
        {
            settings.Root = isState ? settings.Root : Path.Combine(disk, "root");
            settings.RunRoot = isState ? Path.Combine(disk, "run") : settings.RunRoot;
        });

        problem.Id.ShouldBe("MA1489", problem.ToString());
        problem.What.ShouldContain(disk);
        problem.Repair.ShouldContain("Root and RunRoot");
    }

    [Fact]
    public async Task A_storage_that_was_used_with_another_folder_for_its_state_is_named()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        _ = (await shop.Store.PodmanAsync("images")).Text;
        var other = Path.Combine(shop.Folder, "other");

        var problem = await FailureAsync(shop, settings => settings.RunRoot = other);

        problem.Id.ShouldBe("MA1495", problem.ToString());
        problem.Why.ShouldContain($"is {shop.Store.RunRoot}, but {other} was requested");
    }

    [Fact]
    public async Task A_file_for_the_images_identifier_that_cannot_be_written_is_named()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var disk = await TestFolder.MountAsync(Path.Combine(shop.Folder, "disk"), "ro");

        var problem = await FailureAsync(shop, settings => settings.ImageIdFile = Path.Combine(disk, "id"));

        problem.Id.ShouldBe("MA1489", problem.ToString());
        problem.What.ShouldContain(disk);
    }

    [Fact]
    public async Task A_command_that_has_no_place_for_files_of_its_own_is_no_stack_trace()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var context = new TestCake(shop.Folder).Context;
        var disk = await TestFolder.MountAsync(Path.Combine(shop.Folder, "disk"), "ro");
        var before = Environment.GetEnvironmentVariable("TMPDIR");
        Environment.SetEnvironmentVariable("TMPDIR", disk);
        try
        {
            var problem = Should
                .Throw<MultiArchException>(() => context.PodmanBuild(shop.Context("FROM scratch\n"), shop.On<PodmanBuildSettings>()))
                .Problem;

            problem.Id.ShouldBe("MA1494", problem.ToString());
            problem.Where.ShouldContain(disk);
            problem.Repair.ShouldContain("TMPDIR");
        }
        finally
        {
            Environment.SetEnvironmentVariable("TMPDIR", before);
        }
    }

    private static async Task<Problem> FailureAsync(PodmanWorkshop shop, Action<PodmanBuildSettings> configure)
    {
        shop.Write("ctx/data", new string('x', 500_000));
        var context = shop.Context($"FROM {shop.Base}\nCOPY data /data\n");
        return (await Should.ThrowAsync<MultiArchException>(shop.BuildAsync(context, settings =>
        {
            settings.Platforms.Add("linux/amd64");
            settings.Retry = 0;
            configure(settings);
        }))).Problem;
    }
}
