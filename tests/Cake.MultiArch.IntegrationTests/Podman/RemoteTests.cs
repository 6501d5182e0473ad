using System.Diagnostics;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.IntegrationTests.Podman;

/// <summary>The same commands over a podman service, as another node's podman is used.</summary>
public class RemoteTests(BaseImages images)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_is_built_and_pushed_by_the_service()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var socket = Path.Combine(shop.Folder, "podman.sock");
        using var service = await ServeAsync(shop, socket);
        try
        {
            var url = $"unix://{socket}";
            var version = await shop.Podman.VersionAsync(new PodmanVersionSettings { Url = url, Remote = true }, Token);
            var built = await new CheckedBuild(shop.Podman).RunAsync(
                shop.Context($"FROM {shop.Base}\nRUN uname -m\n"),
                new PodmanBuildSettings
                {
                    Url = url, Remote = true, Manifest = "localhost/app:1", Platforms = { "linux/amd64", "linux/arm64" }, Isolation = PodmanIsolation.Chroot, TlsVerify = false,
                },
                onLine: null, Token);

            version.Server.ShouldNotBeNull().Version.ShouldBe(version.Client.Version);
            built.ImageId.ShouldStartWith("sha256:");
            built.Index!.Manifests.Select(entry => entry.Platform).ShouldBe([(Platform)"linux/amd64", (Platform)"linux/arm64"], ignoreOrder: true);
            (await shop.Podman.ManifestExistsAsync("localhost/app:1", shop.On<ManifestExistsSettings>(), Token)).ShouldBeTrue();

            var pushed = await new CheckedPush(shop.Podman).RunAsync(
                "localhost/app:1", $"{shop.Registry.Address}/demo/app:1", new ManifestPushSettings { Url = url, Remote = true, TlsVerify = false }, onLine: null, Token);

            var published = await TestProgram.RunAsync("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{shop.Registry.Address}/demo/app@{pushed.Digest}");
            ImageIndex.Parse(published.Text).Manifests.Count.ShouldBe(2);
        }
        finally
        {
            service.Kill();
            await service.WaitForExitAsync(Token);
        }
    }

    [Fact]
    public async Task A_service_that_is_not_there_and_a_connection_that_is_not_known_are_told()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        (await FailureAsync(new PodmanVersionSettings { Url = $"unix://{shop.Folder}/none.sock", Remote = true })).Id.ShouldBe("MA1438");
        (await FailureAsync(new PodmanVersionSettings { Connection = "nosuchnode" })).What.ShouldContain("nosuchnode");

        async Task<Problem> FailureAsync(PodmanVersionSettings settings) =>
            (await Should.ThrowAsync<MultiArchException>(shop.Podman.VersionAsync(settings, Token))).Problem;
    }

    private static async Task<Process> ServeAsync(PodmanWorkshop shop, string socket)
    {
        var start = new ProcessStartInfo("podman", [.. shop.Store.GlobalArguments, "system", "service", "--time", "0", $"unix://{socket}"]);
        foreach (var (name, value) in shop.Store.Environment)
        {
            start.Environment[name] = value;
        }

        var service = Process.Start(start)!;
        var patience = Stopwatch.StartNew();
        while (!File.Exists(socket))
        {
            service.HasExited.ShouldBeFalse();
            patience.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
            await Task.Delay(20, Token);
        }

        return service;
    }
}
