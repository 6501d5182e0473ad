using System.Text.Json;

namespace Cake.MultiArch.IntegrationTests.Fixtures;

public class FixtureTests(BaseImages baseImages)
{
    [Fact]
    public async Task A_seeded_registry_serves_the_base_image_for_every_architecture()
    {
        await using var registry = await baseImages.StartRegistryAsync(new() { Tls = true, Username = "ci", Password = "s3cret" });
        using var client = registry.CreateClient();
        client.DefaultRequestHeaders.Accept.ParseAdd("application/vnd.oci.image.index.v1+json");

        using var index = JsonDocument.Parse(await client.GetStringAsync(
            new Uri($"/v2/{BaseImages.Repository}/manifests/1", UriKind.Relative), TestContext.Current.CancellationToken));

        index.RootElement.GetProperty("manifests").EnumerateArray()
            .Select(entry => entry.GetProperty("platform").GetProperty("architecture").GetString()!)
            .ShouldBe(BaseImages.Architectures, ignoreOrder: true);
    }

    [Fact]
    public async Task A_store_is_gone_with_its_mounts_after_the_test()
    {
        string folder;
        await using (var store = await PodmanStore.CreateAsync())
        {
            folder = Path.GetDirectoryName(store.Root)!;
            await baseImages.LoadAsync(store, "arm64", "localhost/base:1");
            (await store.PodmanAsync("image", "inspect", "--format", "{{.Architecture}}", "localhost/base:1")).Text.ShouldBe("arm64");
        }

        Directory.Exists(folder).ShouldBeFalse();
        (await File.ReadAllTextAsync("/proc/self/mountinfo", TestContext.Current.CancellationToken)).ShouldNotContain(folder);
    }
}
