using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.IntegrationTests.Podman;

/// <summary>Podman without root, as a user who is not in /etc/passwd, without the folders that a login makes.</summary>
public class ArbitraryUserTests(BaseImages images)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_without_steps_is_built_without_a_runtime_folder()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        shop.Write("ctx/data", "x");

        var built = await shop.BuildAsync(shop.Context($"FROM {shop.Base}\nCOPY data /data\n"), await AsUserAsync(shop));

        built.ImageId.ShouldStartWith("sha256:");
    }

    [Fact]
    public async Task A_step_that_has_no_home_folder_is_told_A30()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        var problem = await FailureAsync(shop.BuildAsync(shop.Context($"FROM {shop.Base}\nRUN uname\n"), await AsUserAsync(shop)));

        problem.Id.ShouldBe("MA1491", problem.ToString());
        problem.Repair.ShouldContain("run podman as root");
    }

    [Fact]
    public async Task A_file_of_another_owner_wants_subordinate_identifiers()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        shop.Write("ctx/data", "x");

        var problem = await FailureAsync(shop.BuildAsync(
            shop.Context($"FROM {shop.Base}\nCOPY --chown=1000:1000 data /data\n"), await AsUserAsync(shop)));

        problem.Id.ShouldBe("MA1439", problem.ToString());
        problem.What.ShouldContain("/data");
        problem.Repair.ShouldContain("usermod --add-subuids");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_home_folder_and_one_that_may_not_be_written_are_told(bool isThere)
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var asUser = await AsUserAsync(shop);
        var home = isThere ? await OfSomebodyElseAsync(shop, "home") : "";

        var problem = await FailureAsync(shop.Podman.VersionAsync(shop.On<PodmanVersionSettings>(settings =>
        {
            asUser(settings);
            (settings.Root, settings.RunRoot, settings.EnvironmentVariables["HOME"]) = (null, null, home);
        }), Token));

        problem.Id.ShouldBe("MA1491", problem.ToString());
        problem.Repair.ShouldContain("Set HOME");
    }

    [Fact]
    public async Task A_runtime_folder_of_somebody_else_is_named()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var asUser = await AsUserAsync(shop);
        var folder = await OfSomebodyElseAsync(shop, "run");

        var problem = await FailureAsync(shop.Podman.VersionAsync(shop.On<PodmanVersionSettings>(settings =>
        {
            asUser(settings);
            settings.EnvironmentVariables["XDG_RUNTIME_DIR"] = folder;
        }), Token));

        problem.Id.ShouldBe("MA1492", problem.ToString());
        problem.What.ShouldContain(folder);
        problem.Repair.ShouldContain("XDG_RUNTIME_DIR");
    }

    [Fact]
    public async Task A_storage_that_the_user_may_not_write_is_named()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var closed = await OfSomebodyElseAsync(shop, "closed");
        var asUser = await AsUserAsync(shop);

        var problem = await FailureAsync(shop.Podman.VersionAsync(shop.On<PodmanVersionSettings>(settings =>
        {
            asUser(settings);
            settings.Root = Path.Combine(closed, "root");
        }), Token));

        problem.Id.ShouldBe("MA1490", problem.ToString());
        problem.What.ShouldContain(closed);
    }

    [Theory]
    [InlineData("ctx/data")]
    [InlineData("ctx/folder")]
    [InlineData("ctx/Containerfile")]
    public async Task What_may_not_be_read_in_the_context_is_named(string path)
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var context = shop.Context($"FROM {shop.Base}\nCOPY . /data\n");
        shop.Write("ctx/data", "x");
        shop.Write("ctx/folder/data", "x");
        await GiveAwayAsync(Path.Combine(shop.Folder, path), UnixFileMode.None);

        var problem = await FailureAsync(shop.BuildAsync(context, await AsUserAsync(shop)));

        problem.Id.ShouldBe("MA1490", problem.ToString());
        $"{problem.What} {problem.Why} {problem.Repair}".ShouldContain(context);
        problem.Repair.ShouldContain("chmod");
    }

    private static async Task<Problem> FailureAsync(Task work) => (await Should.ThrowAsync<MultiArchException>(work)).Problem;

    private static async Task<string> OfSomebodyElseAsync(PodmanWorkshop shop, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(shop.Folder, name)).FullName;
        await GiveAwayAsync(folder, (UnixFileMode)0b101_101_101);
        return folder;
    }

    /// <summary>A file of the one who tests would belong to the user, so it is given to somebody else.</summary>
    private static async Task GiveAwayAsync(string path, UnixFileMode mode)
    {
        File.SetUnixFileMode(path, mode);
        _ = (await TestProgram.RunAsync("chown", "1:1", path)).Text;
    }

    private static async Task<Action<PodmanSettings>> AsUserAsync(PodmanWorkshop shop)
    {
        var podman = await ArbitraryUser.WritePodmanAsync(shop.Folder);
        return settings => (settings.ToolPath, settings.StorageDriver) = (podman, "vfs");
    }
}
