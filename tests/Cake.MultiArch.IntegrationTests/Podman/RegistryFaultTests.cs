using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.IntegrationTests.Podman;

/// <summary>What registries refuse, and how the real podman says it.</summary>
public class RegistryFaultTests(BaseImages images)
{
    private const string List = "localhost/app:run1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(403, "DENIED", "MA1427", "permissions")]
    [InlineData(405, "UNSUPPORTED", "MA1483", "another registry")]
    [InlineData(429, "TOOMANYREQUESTS", "MA1482", "Wait")]
    [InlineData(500, "UNKNOWN", "MA1436", "log and disk")]
    [InlineData(503, "UNKNOWN", "MA1436", "log and disk")]
    [InlineData(507, "UNKNOWN", "MA1436", "log and disk")]
    public async Task A_registry_that_refuses_is_told_with_what_to_do(int status, string code, string id, string repair)
    {
        await using var shop = await ShopWithListAsync();
        using var registry = new FaultyRegistry(status, code);

        var problem = await FailureAsync(shop.PushAsync(List, $"{registry.Address}/demo/app:1"));

        problem.Id.ShouldBe(id);
        problem.Repair.ShouldContain(repair);
        problem.Where.ShouldContain("manifest push");
    }

    [Fact]
    public async Task A_registry_in_maintenance_takes_no_pushes()
    {
        await using var shop = await ShopWithListAsync();
        await using var registry = await LoopbackRegistry.StartAsync(new() { ReadOnly = true });

        (await FailureAsync(shop.PushAsync(List, $"{registry.Address}/demo/app:1"))).Id.ShouldBe("MA1483");
    }

    [Fact]
    public async Task A_registry_whose_disk_is_full_is_not_taken_for_this_host()
    {
        await using var shop = await ShopWithListAsync();
        await TestFolder.MountAsync(shop.Registry.DataFolder, "size=100k");

        var problem = await FailureAsync(shop.PushAsync(List, $"{shop.Registry.Address}/demo/app:1"));

        problem.Id.ShouldBe("MA1436");
        problem.Repair.ShouldContain("the registry's log and disk");
    }

    [Fact]
    public async Task A_login_at_a_registry_that_nobody_vouches_for_is_refused()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images, new() { Tls = true, Username = "ci", Password = "p4ssword" });

        var problem = await FailureAsync(shop.Podman.LoginAsync(
            shop.Registry.Address,
            shop.On<PodmanLoginSettings>(settings => (settings.Username, settings.Password, settings.TlsVerify) = ("ci", "p4ssword", true)),
            Token));

        problem.Id.ShouldBe("MA1430");
        problem.Repair.ShouldContain("CertDir");
        problem.ToString().ShouldNotContain("p4ssword");
    }

    [Fact]
    public async Task A_host_that_is_not_known_is_named()
    {
        await using var shop = await ShopWithListAsync();

        var problem = await FailureAsync(shop.PushAsync(List, "nosuch.invalid/demo/app:1"));

        problem.Id.ShouldBe("MA1481");
        problem.What.ShouldBe("The host nosuch.invalid is not known.");
    }

    [Fact]
    public async Task A_folder_of_Docker_without_credentials_stops_podman_4_and_is_named()
    {
        await using var shop = await ShopWithListAsync();
        var version = await shop.Podman.VersionAsync(shop.On<PodmanVersionSettings>(), Token);

        var pushing = shop.PushAsync(
            List, $"{shop.Registry.Address}/demo/app:1", settings => settings.EnvironmentVariables["DOCKER_CONFIG"] = shop.Folder);

        if (version.Version.Major >= 5)
        {
            (await pushing).Digest.ShouldStartWith("sha256:");
        }
        else
        {
            var problem = await FailureAsync(pushing);
            problem.Id.ShouldBe("MA1480");
            problem.What.ShouldContain(shop.Folder);
            problem.Repair.ShouldContain("DOCKER_CONFIG");
        }
    }

    [Fact]
    public async Task A_list_whose_images_were_pruned_is_told_with_the_order_that_helps_A16()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        shop.Write("ctx/data", "the same");
        await shop.BuildAsync(shop.Context("FROM scratch\nCOPY data /data\n"), settings =>
        {
            settings.Platforms.Add("linux/amd64");
            settings.Manifest = List;
            settings.Layers = false;
        });
        _ = (await shop.Store.PodmanAsync("image", "prune", "-f")).Text;
        var keeps = (await shop.Podman.VersionAsync(shop.On<PodmanVersionSettings>(), Token)).Version >= new Version(5, 5);

        var pushing = shop.PushAsync(List, $"{shop.Registry.Address}/demo/app:1");

        if (keeps)
        {
            (await pushing).Digest.ShouldStartWith("sha256:");
        }
        else
        {
            var problem = await FailureAsync(pushing);
            problem.Id.ShouldBe("MA1434");
            problem.Repair.ShouldContain("push a list before images are pruned");
        }
    }

    private static async Task<Problem> FailureAsync(Task work) => (await Should.ThrowAsync<MultiArchException>(work)).Problem;

    private async Task<PodmanWorkshop> ShopWithListAsync()
    {
        var shop = await PodmanWorkshop.OpenAsync(images);
        await images.LoadAsync(shop.Store, "amd64", "localhost/app-amd64:1");
        await shop.Podman.ManifestCreateAsync(
            List,
            shop.On<ManifestCreateSettings>(settings => settings.Images.Add("localhost/app-amd64:1")),
            Token
        );
        return shop;
    }
}
