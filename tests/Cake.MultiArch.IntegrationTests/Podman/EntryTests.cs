using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.IntegrationTests.Podman;

/// <summary>Entries of a list.</summary>
public class EntryTests(BaseImages images)
{
    private const string List = "localhost/app:run1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entry_is_annotated_by_its_platform_and_the_others_stay_as_they_are()
    {
        await using var shop = await ShopWithListAsync();

        var index = await AnnotateAsync(shop, "linux/arm64", settings =>
        {
            settings.Annotations["note"] = "a, b=c";
            settings.Variant = "v9";
        });

        var changed = index.Manifests.Single(entry => entry.Annotations.Count > 0);
        changed.Platform.ShouldBe((Platform)"linux/arm64/v9");
        changed.Annotations["note"].ShouldBe("a, b=c");
        index.Manifests.Where(entry => entry != changed).Select(entry => entry.Platform).ShouldBe([(Platform)"linux/s390x"]);
    }

    [Fact]
    public async Task Features_of_the_operating_system_are_not_dropped_in_silence()
    {
        await using var shop = await ShopWithListAsync();

        try
        {
            var index = await AnnotateAsync(shop, "linux/arm64", settings => settings.OsFeatures.Add("win32k"));
            index.Manifests.Single(entry => entry.OsFeatures.Count > 0).OsFeatures.ShouldBe(["win32k"]);
        }
        catch (MultiArchException failure)
        {
            failure.Problem.Id.ShouldBe("MA1447");
        }
    }

    [Fact]
    public async Task Features_are_set_in_a_list_of_Docker_and_not_dropped_in_silence_in_one_of_OCI()
    {
        await using var shop = await ShopWithListAsync();

        var index = await AnnotateAsync(shop, "linux/arm64", settings => settings.Features.Add("sve"));
        index.Manifests.Single(entry => entry.Features.Count > 0).Features.ShouldBe(["sve"]);

        (await FailureAsync(AnnotateAsync(shop, "linux/s390x", settings =>
        {
            settings.Annotations["note"] = "a";
            settings.Features.Add("vx");
        }))).Id.ShouldBe("MA1447");
    }

    [Fact]
    public async Task The_list_itself_is_annotated_by_podman_5()
    {
        await using var shop = await ShopWithListAsync();
        var annotating = AnnotateAsync(shop, entry: null, settings => (settings.Index, settings.Annotations["note"]) = (true, "a, b"));

        if ((await shop.Podman.VersionAsync(shop.On<PodmanVersionSettings>(), Token)).Version.Major >= 5)
        {
            (await annotating).Annotations["note"].ShouldBe("a, b");
        }
        else
        {
            await Should.ThrowAsync<MultiArchException>(annotating);
        }
    }

    [Fact]
    public async Task An_entry_is_removed_once()
    {
        await using var shop = await ShopWithListAsync();
        var arm64 = (await shop.Podman.LocalIndexAsync(List, shop.On<ManifestInspectSettings>(), Token)).Manifests[0].Digest.ToString();

        (await RemoveAsync(arm64)).Manifests.Select(entry => entry.Platform).ShouldBe([(Platform)"linux/s390x"]);
        (await FailureAsync(RemoveAsync(arm64))).Id.ShouldBe("MA1445");
        (await FailureAsync(RemoveAsync("linux/arm64"))).Why.ShouldStartWith("It has linux/s390x");
        (await RemoveAsync("linux/s390x")).Manifests.ShouldBeEmpty();
        (await FailureAsync(RemoveAsync("linux/s390x"))).Why.ShouldBe("The list is empty.");
        (
            await FailureAsync(shop.Podman.ManifestRemoveAsync("localhost/app-arm64:1", arm64, shop.On<ManifestRemoveSettings>(), Token))
        ).Id.ShouldBe("MA1408");
        (await shop.Podman.ImageExistsAsync("localhost/app-arm64:1", shop.On<PodmanImageExistsSettings>(), Token)).ShouldBeTrue();

        Task<ImageIndex> RemoveAsync(string entry) =>
            shop.Podman.ManifestRemoveAsync(List, entry, shop.On<ManifestRemoveSettings>(), Token);
    }

    private static async Task<Problem> FailureAsync(Task work) => (await Should.ThrowAsync<MultiArchException>(work)).Problem;

    private static Task<ImageIndex> AnnotateAsync(PodmanWorkshop shop, string? entry, Action<ManifestAnnotateSettings> configure) =>
        shop.Podman.ManifestAnnotateAsync(List, entry, shop.On(configure), Token);

    /// <summary>A workshop with a list of two local images.</summary>
    private async Task<PodmanWorkshop> ShopWithListAsync()
    {
        var shop = await PodmanWorkshop.OpenAsync(images);
        await shop.Podman.ManifestCreateAsync(List, shop.On<ManifestCreateSettings>(), Token);
        foreach (var architecture in new[] { "arm64", "s390x" })
        {
            await images.LoadAsync(shop.Store, architecture, $"localhost/app-{architecture}:1");
            await shop.Podman.ManifestAddAsync(List, $"localhost/app-{architecture}:1", shop.On<ManifestAddSettings>(), Token);
        }

        return shop;
    }
}
