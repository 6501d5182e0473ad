using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Manifests;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.IntegrationTests.Podman;

public class RegistryTests(BaseImages images)
{
    private const string List = "localhost/app:run1";
    private const string Password = "p4ss/w\"ord";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pushed_list_has_the_digest_that_the_registry_tells_and_all_its_images()
    {
        await using var shop = await ShopWithListAsync();

        var pushed = await shop.PushAsync(List, $"{shop.Registry.Address}/demo/app:1");

        pushed.Destination.ShouldBe($"docker://{shop.Registry.Address}/demo/app:1");
        var index = ImageIndex.Parse((await SkopeoRawAsync(shop, "demo/app:1")).Text);
        index.Manifests.Select(entry => entry.Platform).ShouldBe([(Platform)"linux/amd64", (Platform)"linux/arm64"], ignoreOrder: true);
        foreach (var entry in index.Manifests)
        {
            (await SkopeoRawAsync(shop, $"demo/app@{entry.Digest}")).ExitCode.ShouldBe(0);
        }

        (await HeadDigestAsync(shop, "demo/app", "1")).ShouldBe(pushed.Digest);
    }

    [Fact]
    public async Task A_push_into_a_folder_needs_no_registry()
    {
        await using var shop = await ShopWithListAsync();
        var layout = Path.Combine(shop.Folder, "layout");

        var pushed = await shop.PushAsync(List, $"oci:{layout}:1");

        (await File.ReadAllTextAsync(Path.Combine(layout, "index.json"), Token)).ShouldContain(pushed.Digest);
        File.Exists(Path.Combine(layout, "blobs", "sha256", pushed.Digest["sha256:".Length..])).ShouldBeTrue();
    }

    [Fact]
    public async Task The_users_digest_file_is_written_and_the_list_removed_when_asked_for()
    {
        await using var shop = await ShopWithListAsync();
        var file = Path.Combine(shop.Folder, "digest");

        var pushed = await shop.PushAsync(List, $"{shop.Registry.Address}/demo/app:1", settings =>
        {
            settings.DigestFile = file;
            settings.Remove = true;
            settings.Format = ManifestFormat.Oci;
        });

        (await File.ReadAllTextAsync(file, Token)).Trim().ShouldBe(pushed.Digest);
        (await shop.Podman.ManifestExistsAsync(List, shop.On<ManifestExistsSettings>(), Token)).ShouldBeFalse();
        ImageIndex.Parse((await SkopeoRawAsync(shop, "demo/app:1")).Text).MediaType.ShouldBe("application/vnd.oci.image.index.v1+json");
    }

    [Fact]
    public async Task A_list_without_its_images_is_refused_by_another_repository_A23()
    {
        await using var shop = await ShopWithListAsync();

        (await FailureAsync(shop.PushAsync(List, $"{shop.Registry.Address}/other/app:1", settings => settings.All = false))).Id.ShouldBe(
            "MA1432"
        );
    }

    [Fact]
    public async Task Credentials_are_asked_for_checked_and_used_A21_A22()
    {
        await using var shop = await ShopWithListAsync(new() { Username = "ci", Password = Password });
        var authFile = Path.Combine(shop.Folder, "auth.json");
        var destination = $"{shop.Registry.Address}/demo/app:1";

        (await FailureAsync(shop.PushAsync(List, destination))).Id.ShouldBe("MA1426");
        (await FailureAsync(LoginAsync("wrong"))).What.ShouldContain(shop.Registry.Address);
        (await FailureAsync(shop.PushAsync(List, destination, settings => settings.AuthFile = "/nonexist.json"))).Id.ShouldBe("MA1428");
        (await WhoAsync()).ShouldBeNull();

        (await LoginAsync(Password)).Username.ShouldBe("ci");
        (await WhoAsync()).ShouldBe("ci");
        var pushed = await shop.PushAsync(List, destination, settings => settings.AuthFile = authFile);

        pushed.Digest.ShouldStartWith("sha256:");
        shop.Log.Text.ShouldNotContain(Password);

        Task<PodmanLoginResult> LoginAsync(string password) =>
            shop.Podman.LoginAsync(
                shop.Registry.Address,
                shop.On<PodmanLoginSettings>(settings =>
                {
                    (settings.Username, settings.Password, settings.AuthFile, settings.TlsVerify) = ("ci", password, authFile, false);
                }),
                Token
            );

        async Task<string?> WhoAsync() =>
            (
                await shop.Podman.LoginAsync(
                    shop.Registry.Address,
                    shop.On<PodmanLoginSettings>(settings => (settings.GetLogin, settings.AuthFile) = (true, authFile)),
                    Token
                )
            ).Username;
    }

    [Fact]
    public async Task Credentials_of_one_command_leave_no_login_behind()
    {
        await using var shop = await ShopWithListAsync(new() { Username = "ci", Password = Password });

        var pushed = await shop.PushAsync(
            List, $"{shop.Registry.Address}/demo/app:1", settings => settings.Credentials.Add(new(shop.Registry.Address, "ci", Password)));

        pushed.Digest.ShouldStartWith("sha256:");
        Directory.EnumerateFiles(shop.Folder, "*.json", SearchOption.AllDirectories).ShouldBeEmpty();
        (await FailureAsync(shop.PushAsync(List, $"{shop.Registry.Address}/demo/app:1"))).Id.ShouldBe("MA1426");
        shop.Log.Text.ShouldNotContain(Password);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_and_one_that_is_named_is_taken()
    {
        await using var shop = await ShopWithListAsync(new() { Tls = true });
        var destination = $"{shop.Registry.Address}/demo/app:1";

        (await FailureAsync(shop.PushAsync(List, destination, settings => settings.TlsVerify = true))).Id.ShouldBe("MA1430");
        var pushed = await shop.PushAsync(List, destination, settings =>
            (settings.TlsVerify, settings.CertDir) = (true, shop.Registry.CertDir)
        );

        pushed.Digest.ShouldStartWith("sha256:");
    }

    [Fact]
    public async Task A_registry_that_speaks_plain_HTTP_or_is_down_is_told_apart()
    {
        await using var shop = await ShopWithListAsync();
        var destination = $"{shop.Registry.Address}/demo/app:1";

        (await FailureAsync(shop.PushAsync(List, destination, settings => settings.TlsVerify = true))).Id.ShouldBe("MA1429");
        await shop.Registry.StopAsync();
        (await FailureAsync(shop.PushAsync(List, destination))).Id.ShouldBe("MA1431");
    }

    [Fact]
    public async Task A_list_is_made_of_local_images_and_of_those_in_a_registry_by_their_bare_names()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        await images.LoadAsync(shop.Store, "arm64", "localhost/app-arm64:1");

        var created = await shop.Podman.ManifestCreateAsync(
            List,
            shop.On<ManifestCreateSettings>(settings =>
            {
                settings.Images.Add("localhost/app-arm64:1");
                settings.Images.Add($"{shop.Registry.Address}/base:s390x");
                settings.TlsVerify = false;
            }),
            Token
        );
        await shop.Podman.ManifestAddAsync(
            List,
            $"docker://{shop.Registry.Address}/base:amd64",
            shop.On<ManifestAddSettings>(settings => settings.Annotations["note"] = "a, b"),
            Token
        );

        created.Id.ShouldMatch("^[0-9a-f]{64}$");
        var index = await shop.Podman.ManifestInspectAsync(List, shop.On<ManifestInspectSettings>(), Token);
        index.Manifests.Select(entry => entry.Platform!.ToString()).ShouldBe(["linux/arm64", "linux/s390x", "linux/amd64"]);
        index.Manifests[2].Annotations["note"].ShouldBe("a, b");
    }

    [Fact]
    public async Task A_list_whose_image_is_missing_is_not_left_behind_empty()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        var problem = await FailureAsync(shop.Podman.ManifestCreateAsync(List, shop.On<ManifestCreateSettings>(settings =>
        {
            settings.Images.Add($"{shop.Registry.Address}/base:nosuchtag");
            settings.TlsVerify = false;
        }), Token));

        problem.Id.ShouldBe("MA1433");
        problem.What.ShouldContain("nosuchtag");
        (await shop.Podman.ManifestExistsAsync(List, shop.On<ManifestExistsSettings>(), Token)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_in_use_is_told_and_amended_when_asked_for_A4_A6()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        await images.LoadAsync(shop.Store, "amd64", "localhost/image:1");
        await shop.Podman.ManifestCreateAsync(List, shop.On<ManifestCreateSettings>(), Token);

        (await FailureAsync(shop.Podman.ManifestCreateAsync(List, shop.On<ManifestCreateSettings>(), Token))).Id.ShouldBe("MA1420");
        await shop.Podman.ManifestCreateAsync(List, shop.On<ManifestCreateSettings>(settings => settings.Amend = true), Token);

        (await PresenceAsync(List)).ShouldBe(ManifestPresence.List);
        (await PresenceAsync("localhost/image:1")).ShouldBe(ManifestPresence.Image);
        (await PresenceAsync("localhost/nothing:1")).ShouldBe(ManifestPresence.Absent);
        (await FailureAsync(shop.PushAsync(List, $"{shop.Registry.Address}/demo/app:1"))).Why.ShouldBe("It is empty.");
        (await FailureAsync(shop.Podman.ManifestDeleteAsync("localhost/image:1", shop.On<ManifestDeleteSettings>(), Token))).Id.ShouldBe(
            "MA1408"
        );
        (await FailureAsync(shop.Podman.ManifestDeleteAsync("localhost/nothing:1", shop.On<ManifestDeleteSettings>(), Token))).Id.ShouldBe(
            "MA1434"
        );
        await shop.Podman.ManifestDeleteAsync(
            "localhost/nothing:1",
            shop.On<ManifestDeleteSettings>(settings => settings.Ignore = true),
            Token
        );
        await shop.Podman.ManifestDeleteAsync(List, shop.On<ManifestDeleteSettings>(), Token);
        (await PresenceAsync(List)).ShouldBe(ManifestPresence.Absent);

        Task<ManifestPresence> PresenceAsync(string name) => shop.Podman.PresenceAsync(name, shop.On<ManifestExistsSettings>(), Token);
    }

    [Fact]
    public async Task A_missing_image_or_list_is_told()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        (
            await FailureAsync(shop.Podman.ImageInspectAsync(["localhost/nothing:1"], shop.On<PodmanImageInspectSettings>(), Token))
        ).Id.ShouldBe("MA1434");
        (
            await FailureAsync(shop.Podman.ManifestInspectAsync("localhost/nothing:1", shop.On<ManifestInspectSettings>(), Token))
        ).Id.ShouldBe("MA1425");
        (
            await FailureAsync(
                shop.Podman.ManifestAddAsync(
                    "localhost/nothing:1",
                    $"{shop.Registry.Address}/base:amd64",
                    shop.On<ManifestAddSettings>(),
                    Token
                )
            )
        ).Id.ShouldBe("MA1434");
        (await FailureAsync(shop.PushAsync("localhost/nothing:1", $"{shop.Registry.Address}/x:1"))).Id.ShouldBe("MA1411");
    }

    private static async Task<Problem> FailureAsync(Task work) => (await Should.ThrowAsync<MultiArchException>(work)).Problem;

    private static Task<TestProgramResult> SkopeoRawAsync(PodmanWorkshop shop, string name) =>
        TestProgram.RunAsync("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{shop.Registry.Address}/{name}");

    private static async Task<string> HeadDigestAsync(PodmanWorkshop shop, string repository, string tag)
    {
        using var client = shop.Registry.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri($"/v2/{repository}/manifests/{tag}", UriKind.Relative));
        request.Headers.Accept.ParseAdd("application/vnd.oci.image.index.v1+json");
        request.Headers.Accept.ParseAdd("application/vnd.docker.distribution.manifest.list.v2+json");
        using var answer = await client.SendAsync(request, Token);
        return answer.Headers.GetValues("Docker-Content-Digest").Single();
    }

    /// <summary>A workshop with a list of two local images.</summary>
    private async Task<PodmanWorkshop> ShopWithListAsync(LoopbackRegistryOptions? options = null)
    {
        var shop = await PodmanWorkshop.OpenAsync(images, options);
        await shop.Podman.ManifestCreateAsync(List, shop.On<ManifestCreateSettings>(), Token);
        foreach (var architecture in new[] { "amd64", "arm64" })
        {
            await images.LoadAsync(shop.Store, architecture, $"localhost/app-{architecture}:1");
            await shop.Podman.ManifestAddAsync(List, $"localhost/app-{architecture}:1", shop.On<ManifestAddSettings>(), Token);
        }

        return shop;
    }
}
