using System.Reflection;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Build;
using Cake.MultiArch.Podman.Images;
using Cake.MultiArch.Podman.Manifests;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Testing;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.IntegrationTests.Podman;

/// <summary>The same commands over podman services, as the podman of another node or of a virtual machine is used.</summary>
public class RemoteTests(BaseImages images)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The help of a service's client does not list them, and they work; a test of this class uses each.</summary>
    private static readonly string[] HiddenAndHandedOn = ["build --tls-verify", "push --quiet"];

    [Fact]
    public async Task A_list_is_built_and_pushed_by_a_service_that_sees_no_folder_of_the_client()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images, new() { Username = "ci", Password = "of-the-test" });
        await using var service = await PodmanService.StartAsync(shop.Store, hidden: shop.Folder);
        var credentials = new RegistryCredentials(shop.Registry.Address, "ci", "of-the-test");
        var context = shop.Context($"FROM {shop.Base}\nCOPY Containerfile /here\n");

        (
            await (await BinfmtHost.OfThisAsync(shop.Host, BinfmtMode.Auto, Token)).EnsureAsync(
                new BinfmtSettings { Platforms = { "linux/amd64", "linux/arm64" } },
                Token
            )
        ).Failure.ShouldBeNull();

        var version = await shop.Podman.VersionAsync(new PodmanVersionSettings { Url = service.Url, Remote = true }, Token);
        var built = await new CheckedBuild(shop.Podman).RunAsync(
            context,
            new PodmanBuildSettings
            {
                Url = service.Url,
                Remote = true,
                Manifest = "localhost/app:1",
                Platforms = { "linux/amd64", "linux/arm64" },
                Isolation = PodmanIsolation.Chroot,
                TlsVerify = false,
                Credentials = { credentials },
                File = shop.Write("Elsewhere", await File.ReadAllTextAsync($"{context}/Containerfile", Token)),
                ImageIdFile = $"{shop.Folder}/id",
            },
            onLine: null, Token);

        version.Server.ShouldNotBeNull().Version.ShouldBe(version.Client.Version);
        version.IsRemote.ShouldBeTrue();
        built.ImageId.ShouldStartWith("sha256:");
        (await File.ReadAllTextAsync($"{shop.Folder}/id", Token)).ShouldContain(built.ImageId);
        built
            .Index!.Manifests.Select(entry => entry.Platform)
            .ShouldBe([(Platform)"linux/amd64", (Platform)"linux/arm64"], ignoreOrder: true);
        (await shop.Podman.ManifestExistsAsync("localhost/app:1", shop.On<ManifestExistsSettings>(), Token)).ShouldBeTrue();

        var pushed = await new CheckedPush(shop.Podman).RunAsync(
            "localhost/app:1",
            $"{shop.Registry.Address}/demo/app:1",
            new ManifestPushSettings
            {
                Url = service.Url,
                Remote = true,
                TlsVerify = false,
                Credentials = { credentials },
                DigestFile = $"{shop.Folder}/digest",
            },
            onLine: null,
            Token
        );

        (await File.ReadAllTextAsync($"{shop.Folder}/digest", Token)).ShouldContain(pushed.Digest);
        var published = await TestProgram.RunAsync(
            "skopeo",
            "inspect",
            "--raw",
            "--tls-verify=false",
            "--creds=ci:of-the-test",
            $"docker://{shop.Registry.Address}/demo/app@{pushed.Digest}"
        );
        ImageIndex.Parse(published.Text).Manifests.Count.ShouldBe(2);
    }

    /// <summary>What podman itself does with a file is the reason: the test tells when one does otherwise.</summary>
    [Fact]
    public async Task A_build_secret_is_not_given_to_a_service_because_it_would_be_in_the_image()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        await using var service = await PodmanService.StartAsync(shop.Store);
        var file = shop.Write("token", "t0ken-of-the-build");
        var context = shop.Context($"FROM {shop.Base}\nCOPY . /all\nRUN grep -r t0ken /all\n");

        var leaking = await TestProgram.RunAsync(
            "podman",
            "--remote",
            "--url",
            service.Url,
            "build",
            "--tls-verify=false",
            "--isolation=chroot",
            $"--secret=id=token,src={file}",
            context
        );
        var refused = await Should.ThrowAsync<MultiArchException>(
            shop.Podman.BuildAsync(
                context,
                new PodmanBuildSettings
                {
                    Url = service.Url,
                    Remote = true,
                    TlsVerify = false,
                    Secrets = { $"id=token,src={file}" },
                },
                onLine: null,
                Token
            )
        );

        leaking.Output.ShouldContain("t0ken-of-the-build", customMessage: leaking.Error);
        refused.Problem.Id.ShouldBe("MA1253");
    }

    [Fact]
    public async Task Each_way_to_choose_a_service_leads_every_command_to_it()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        await using var otherStore = await PodmanStore.CreateAsync();
        await using var one = await PodmanService.StartAsync(shop.Store);
        await using var other = await PodmanService.StartAsync(otherStore);
        var connections = shop.Write("containers.conf", $"""
            [engine.service_destinations.one]
            uri = "{one.Url}"
            [engine.service_destinations.other]
            uri = "{other.Url}"

            """);

        await MakeAsync("localhost/url:1", settings => (settings.Remote, settings.Url) = (true, one.Url));
        await MakeAsync("localhost/connection:1", settings => settings.Connection = "other");
        await MakeAsync("localhost/host:1", settings => settings.EnvironmentVariables["CONTAINER_HOST"] = one.Url);
        await MakeAsync("localhost/named:1", settings => settings.EnvironmentVariables["CONTAINER_CONNECTION"] = "other");

        (await ListsAsync(shop.Store)).ShouldBe(["localhost/host:1", "localhost/url:1"]);
        (await ListsAsync(otherStore)).ShouldBe(["localhost/connection:1", "localhost/named:1"]);

        async Task MakeAsync(string list, Action<PodmanSettings> choose)
        {
            await shop.Podman.ManifestCreateAsync(list, Choose<ManifestCreateSettings>(), Token);
            (await shop.Podman.ManifestExistsAsync(list, Choose<ManifestExistsSettings>(), Token)).ShouldBeTrue();
            (await shop.Podman.ManifestInspectAsync(list, Choose<ManifestInspectSettings>(), Token)).Manifests.ShouldBeEmpty();

            T Choose<T>()
                where T : PodmanSettings, new()
            {
                var settings = new T { EnvironmentVariables = new Dictionary<string, string> { ["CONTAINERS_CONF"] = connections } };
                choose(settings);
                return settings;
            }
        }
    }

    [Fact]
    public async Task A_service_whose_client_is_interrupted_makes_no_list()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        await using var service = await PodmanService.StartAsync(shop.Store);
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var settings = new PodmanBuildSettings
        {
            Url = service.Url,
            Remote = true,
            Isolation = PodmanIsolation.Chroot,
            TlsVerify = false,
            Manifest = "localhost/app:1",
        };

        await Should.ThrowAsync<OperationCanceledException>(new CheckedBuild(shop.Podman).RunAsync(
            shop.Context($"FROM {shop.Base}\nRUN echo begun; sleep 3\n"), settings, line =>
            {
                if (line.Text.StartsWith("begun", StringComparison.Ordinal))
                {
                    interruption.Cancel();
                }
            },
            interruption.Token));

        // Longer than the step would have taken.
        await Task.Delay(TimeSpan.FromSeconds(6), Token);
        (await shop.Podman.ManifestExistsAsync("localhost/app:1", shop.On<ManifestExistsSettings>(), Token)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_service_cannot_be_asked_for_is_told_before_anything_is_done()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        await using var service = await PodmanService.StartAsync(shop.Store);

        (
            await FailureAsync(
                shop,
                new ManifestInspectSettings
                {
                    Remote = true,
                    Url = service.Url,
                    Root = "/nowhere",
                }
            )
        ).ShouldSatisfyAllConditions(
            problem => problem.Id.ShouldBe("MA1460"),
            problem => problem.Where.ShouldStartWith("ManifestInspectSettings.Root; ")
        );
        (
            await FailureAsync(
                shop,
                new ManifestInspectSettings
                {
                    StorageOptions = { "overlay.mount_program=/x" },
                    EnvironmentVariables = new Dictionary<string, string> { ["CONTAINER_HOST"] = service.Url },
                }
            )
        ).What.ShouldContain("--storage-opt");
    }

    /// <summary>Most of the other flags with the mark are listed and ignored.</summary>
    [Theory]
    [MemberData(nameof(HelpTests.SettingsClasses), MemberType = typeof(HelpTests))]
    public async Task Every_flag_that_the_client_of_a_service_does_not_list_is_marked(Type type)
    {
        var podman = Version.Parse((await TestProgram.RunAsync("podman", "version", "--format", "{{.Client.Version}}")).Text);
        var verb = PodmanHelp.VerbOf(type);

        await CheckAsync([], isGlobal: true);
        await CheckAsync(verb, isGlobal: false);

        async Task CheckAsync(IReadOnlyList<string> words, bool isGlobal)
        {
            var local = new PodmanHelp(podman, (await TestProgram.RunAsync("podman", [.. words, "--help"])).Output).Flags;
            var remote = new PodmanHelp(podman, (await TestProgram.RunAsync("podman", ["--remote", .. words, "--help"])).Output).Flags;
            var marked = FlagArguments
                .FlagsOf(type)
                .Where(flag =>
                    flag.IsGlobal == isGlobal
                    && (flag.Flag.IsLocalOnly || (flag.Flag.RemoteSince is { } since && podman < Version.Parse(since)))
                )
                .Select(flag => flag.Flag.Name)
                .ToList();
            var leftOut = (isGlobal ? typeof(PodmanSettings) : type)
                .GetCustomAttributes<FlagLeftOutAttribute>(inherit: false)
                .Select(flag => flag.Name);

            // --remote itself, because it is given.
            local
                .Except(remote)
                .Except(marked)
                .Except(leftOut)
                .Select(flag => string.Join(' ', [.. words, flag]))
                .Except(HiddenAndHandedOn)
                .Except(["--remote"])
                .ShouldBeEmpty();
            if (isGlobal)
            {
                local.Except(remote).ShouldContain("--root", "the help of a service's client is another one");
            }
        }
    }

    [Fact]
    public async Task An_image_is_pushed_with_its_digest_or_not_at_all_A24()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        await images.LoadAsync(shop.Store, "arm64", "localhost/app:1");
        await using var service = await PodmanService.StartAsync(shop.Store);
        var settings = new PodmanPushSettings { Url = service.Url, Remote = true, TlsVerify = false };
        var version = await shop.Podman.VersionAsync(settings, Token);
        var pushing = new ImagePush(shop.Podman).RunAsync(
            "localhost/app:1",
            $"{shop.Registry.Address}/demo/app:1",
            settings,
            onLine: null,
            Token
        );

        if (version.Version < new Version(4, 6))
        {
            (await Should.ThrowAsync<MultiArchException>(pushing)).Problem.Id.ShouldBe("MA1444");
        }

        var digest = version.Version < new Version(4, 6) ? null : (await pushing).Digest;
        var published = await TestProgram.RunAsync(
            "skopeo",
            "inspect",
            "--tls-verify=false",
            "--override-arch=arm64",
            $"docker://{shop.Registry.Address}/demo/app:1"
        );
        (digest is null ? published.ExitCode != 0 : published.Text.Contains(digest, StringComparison.Ordinal)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_service_that_is_not_there_and_a_connection_that_is_not_known_are_told()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        (await FailureAsync(shop, new ManifestInspectSettings { Url = $"unix://{shop.Folder}/none.sock", Remote = true })).Id.ShouldBe(
            "MA1438"
        );
        (await FailureAsync(shop, new ManifestInspectSettings { Connection = "nosuchnode" })).What.ShouldContain("nosuchnode");
    }

    private static async Task<Problem> FailureAsync(PodmanWorkshop shop, ManifestInspectSettings settings) =>
        (await Should.ThrowAsync<MultiArchException>(shop.Podman.ManifestInspectAsync("localhost/none:1", settings, Token))).Problem;

    private static async Task<IEnumerable<string>> ListsAsync(PodmanStore store) =>
        (await store.PodmanAsync("images", "--format", "{{.Repository}}:{{.Tag}}")).Text.Split('\n').Order(StringComparer.Ordinal);
}
