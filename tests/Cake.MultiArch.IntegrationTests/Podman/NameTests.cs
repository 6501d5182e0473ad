using System.Net;
using System.Net.Sockets;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Images;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.IntegrationTests.Podman;

/// <summary>Names of the local storage, whether they are images or lists.</summary>
public class NameTests(BaseImages images)
{
    private const string List = "localhost/app:run1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pushed_name_brings_all_images_of_a_list_and_the_registrys_digest_A13()
    {
        await using var shop = await ShopWithListAsync("amd64", "arm64");

        var list = await PushAsync(shop, List, "demo/app:1");
        var image = await PushAsync(shop, "localhost/app-arm64:1", "demo/app:arm64");

        list.ShouldBe(
            new PodmanPushResult($"docker://{shop.Registry.Address}/demo/app:1", await DigestAsync(shop, "demo/app", "1"), IsList: true)
        );
        image.ShouldBe(
            new PodmanPushResult(
                $"docker://{shop.Registry.Address}/demo/app:arm64",
                await DigestAsync(shop, "demo/app", "arm64"),
                IsList: false
            )
        );
        var index = await TestProgram.RunAsync(
            "skopeo",
            "inspect",
            "--raw",
            "--tls-verify=false",
            $"docker://{shop.Registry.Address}/demo/app@{list.Digest}"
        );
        ImageIndex
            .Parse(index.Text)
            .Manifests.Select(entry => entry.Platform)
            .ShouldBe([(Platform)"linux/amd64", (Platform)"linux/arm64"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_name_that_is_not_there_is_not_pushed()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        (await FailureAsync(PushAsync(shop, "localhost/nothing:1", "demo/app:1"))).Id.ShouldBe("MA1434");
    }

    [Fact]
    public async Task Credentials_of_one_push_and_pull_leave_no_login_behind()
    {
        await using var shop = await ShopWithListAsync(new LoopbackRegistryOptions { Username = "ci", Password = "p4ss/w\"ord" }, "amd64");
        var credentials = new RegistryCredentials(shop.Registry.Address, "ci", "p4ss/w\"ord");

        (await FailureAsync(PushAsync(shop, "localhost/app-amd64:1", "demo/app:1"))).Id.ShouldBe("MA1426");
        await PushAsync(shop, "localhost/app-amd64:1", "demo/app:1", settings => settings.Credentials.Add(credentials));
        (await FailureAsync(PullAsync(shop, "demo/app:1"))).Id.ShouldBe("MA1426");
        (await PullAsync(shop, "demo/app:1", settings => settings.Credentials.Add(credentials))).Platform.ShouldBe((Platform)"linux/amd64");

        Directory.EnumerateFiles(shop.Folder, "*.json", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pull_brings_the_platform_that_was_asked_for_or_fails()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        var pulled = await PullAsync(shop, "base:1", settings => settings.Platform = "linux/s390x");

        pulled.Platform.ShouldBe((Platform)"linux/s390x");
        pulled.Images.ShouldHaveSingleItem().RepoTags.ShouldContain(shop.Base);
        (await PullAsync(shop, "base:1")).Platform.ShouldBe((Platform)"linux/amd64");
        (await FailureAsync(PullAsync(shop, "base:1", settings => settings.Platform = "linux/riscv64"))).Id.ShouldBe("MA1421");
        (await FailureAsync(PullAsync(shop, "base:s390x", settings => settings.Arch = "arm64"))).What.ShouldContain(
            "is for linux/s390x, not for linux/arm64"
        );
        (await FailureAsync(PullAsync(shop, "base:nosuchtag"))).Id.ShouldBe("MA1433");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_push_or_pull_that_is_cancelled_on_its_way_answers_nothing(bool isPush)
    {
        await using var shop = await ShopWithListAsync("amd64");
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var name = $"{silent.LocalEndpoint}/demo/app:1";
        using var cancellation = new CancellationTokenSource();

        Task transfer = isPush
            ? new ImagePush(shop.Podman).RunAsync(
                "localhost/app-amd64:1",
                name,
                shop.On<PodmanPushSettings>(),
                onLine: null,
                cancellation.Token
            )
            : shop.Podman.PullAsync(name, shop.On<PodmanPullSettings>(), onLine: null, cancellation.Token);
        using var connection = await silent.AcceptTcpClientAsync(Token);
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(transfer.WaitAsync(TimeSpan.FromSeconds(30), Token));
    }

    [Fact]
    public async Task A_list_has_further_names_and_is_removed_by_one_of_them_while_its_images_stay_A14()
    {
        await using var shop = await ShopWithListAsync("amd64", "arm64");

        await shop.Podman.TagAsync(List, ["localhost/app:latest"], shop.On<PodmanTagSettings>(), Token);
        await shop.Podman.TagAsync(
            "localhost/app-amd64:1",
            ["localhost/further:1", "localhost/further:2"],
            shop.On<PodmanTagSettings>(),
            Token
        );

        (await shop.Podman.LocalIndexAsync("localhost/app:latest", shop.On<ManifestInspectSettings>(), Token)).Manifests.Count.ShouldBe(2);
        var removed = await RemoveAsync(shop, List, "localhost/further:1");
        removed.Untagged.ShouldBe([List, "localhost/further:1"]);
        removed.Deleted.ShouldBeEmpty();
        (
            await ExistAsync(shop, List, "localhost/app:latest", "localhost/further:1", "localhost/further:2", "localhost/app-amd64:1")
        ).ShouldBe([false, true, false, true, true]);

        (await RemoveAsync(shop, "localhost/app:latest")).Deleted.Count.ShouldBe(1);
        (await ExistAsync(shop, "localhost/app:latest", "localhost/app-amd64:1", "localhost/app-arm64:1")).ShouldBe([false, true, true]);
        (await FailureAsync(RemoveAsync(shop, "localhost/nothing:1"))).Id.ShouldBe("MA1434");
        (
            await FailureAsync(shop.Podman.TagAsync("localhost/nothing:1", ["localhost/x:1"], shop.On<PodmanTagSettings>(), Token))
        ).Id.ShouldBe("MA1434");
    }

    [Fact]
    public async Task A_list_without_an_image_for_the_host_and_an_empty_one_exist()
    {
        await using var shop = await ShopWithListAsync("arm64", "s390x");
        await shop.Podman.ManifestCreateAsync("localhost/empty:1", shop.On<ManifestCreateSettings>(), Token);

        (await shop.Store.PodmanAsync("image", "exists", List)).ExitCode.ShouldBe(1);
        (await ExistAsync(shop, List, "localhost/empty:1", "localhost/nothing:1", "localhost/app-arm64:1")).ShouldBe([
            true,
            true,
            false,
            true,
        ]);
    }

    [Fact]
    public async Task Podman_says_where_it_keeps_images_and_which_registries_it_knows()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        // Beside the user's own file podman does not read registries.conf.d of the host. Beside CONTAINERS_REGISTRIES_CONF it does.
        shop.Write(".config/containers/registries.conf", """
            unqualified-search-registries = ["search.example.com"]
            [[registry]]
            location = "127.0.0.1:5000"
            insecure = true

            """);
        var info = await shop.Podman.InfoAsync(
            shop.On<PodmanInfoSettings>(settings => settings.EnvironmentVariables.Remove("CONTAINERS_REGISTRIES_CONF")), Token);

        info.Store.GraphRoot.ShouldBe(shop.Store.Root);
        info.Store.GraphDriver.ShouldBe(shop.Store.Driver);
        info.Registries.Search.ShouldBe(["search.example.com"]);
        info.Registries.Insecure.ShouldBe(["127.0.0.1:5000"]);
        info.Host.CgroupVersion.ShouldStartWith("v");
        info.Host.MemoryTotal.ShouldBeGreaterThan(info.Host.MemoryFree);
        info.Version.ShouldBe((await shop.Podman.VersionAsync(shop.On<PodmanVersionSettings>(), Token)).Client.Text);
    }

    [Fact]
    public async Task A_login_is_forgotten_once()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images, new() { Username = "ci", Password = "word" });
        var authFile = Path.Combine(shop.Folder, "auth.json");
        await shop.Podman.LoginAsync(
            shop.Registry.Address,
            shop.On<PodmanLoginSettings>(settings =>
                (settings.Username, settings.Password, settings.AuthFile, settings.TlsVerify) = ("ci", "word", authFile, false)
            ),
            Token
        );

        (await LogoutAsync()).WasLoggedIn.ShouldBeTrue();
        (await LogoutAsync()).WasLoggedIn.ShouldBeFalse();
        (await File.ReadAllTextAsync(authFile, Token)).ShouldNotContain(shop.Registry.Address);

        Task<PodmanLogoutResult> LogoutAsync() =>
            shop.Podman.LogoutAsync(shop.Registry.Address, shop.On<PodmanLogoutSettings>(settings => settings.AuthFile = authFile), Token);
    }

    private static async Task<Problem> FailureAsync(Task work) => (await Should.ThrowAsync<MultiArchException>(work)).Problem;

    private static Task<PodmanPushResult> PushAsync(
        PodmanWorkshop shop,
        string image,
        string name,
        Action<PodmanPushSettings>? configure = null
    ) => new ImagePush(shop.Podman).RunAsync(image, $"{shop.Registry.Address}/{name}", shop.On(configure), onLine: null, Token);

    private static Task<PodmanPullResult> PullAsync(PodmanWorkshop shop, string name, Action<PodmanPullSettings>? configure = null) =>
        shop.Podman.PullAsync($"{shop.Registry.Address}/{name}", shop.On(configure), onLine: null, Token);

    private static Task<PodmanImageRemoveResult> RemoveAsync(PodmanWorkshop shop, params string[] names) =>
        shop.Podman.ImageRemoveAsync(names, shop.On<PodmanImageRemoveSettings>(), Token);

    private static async Task<IReadOnlyList<bool>> ExistAsync(PodmanWorkshop shop, params string[] names)
    {
        var answers = new List<bool>();
        foreach (var name in names)
        {
            answers.Add(await shop.Podman.ImageExistsAsync(name, shop.On<PodmanImageExistsSettings>(), Token));
        }

        return answers;
    }

    private static async Task<string> DigestAsync(PodmanWorkshop shop, string repository, string tag)
    {
        using var client = shop.Registry.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri($"/v2/{repository}/manifests/{tag}", UriKind.Relative));
        foreach (
            var type in new[] { MediaTypes.OciIndex, MediaTypes.OciManifest, MediaTypes.DockerManifestList, MediaTypes.DockerManifest }
        )
        {
            request.Headers.Accept.ParseAdd(type);
        }

        using var answer = await client.SendAsync(request, Token);
        return answer.Headers.GetValues("Docker-Content-Digest").Single();
    }

    private Task<PodmanWorkshop> ShopWithListAsync(params string[] architectures) => ShopWithListAsync(null, architectures);

    /// <summary>A workshop with a list of local images.</summary>
    private async Task<PodmanWorkshop> ShopWithListAsync(LoopbackRegistryOptions? options, params string[] architectures)
    {
        var shop = await PodmanWorkshop.OpenAsync(images, options);
        await shop.Podman.ManifestCreateAsync(List, shop.On<ManifestCreateSettings>(), Token);
        foreach (var architecture in architectures)
        {
            await images.LoadAsync(shop.Store, architecture, $"localhost/app-{architecture}:1");
            await shop.Podman.ManifestAddAsync(List, $"localhost/app-{architecture}:1", shop.On<ManifestAddSettings>(), Token);
        }

        return shop;
    }
}
