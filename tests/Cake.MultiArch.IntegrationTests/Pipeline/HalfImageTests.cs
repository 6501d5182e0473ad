using Cake.MultiArch.IntegrationTests.Fixtures;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>What a podman leaves that is killed between an image and its manifest; the kill series of Soak meets it by chance.</summary>
public class HalfImageTests(BaseImages baseImages)
{
    [Fact]
    public async Task A_run_that_fails_removes_images_without_a_manifest_and_leaves_the_others()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var whole = (
            await host.Store.PodmanAsync(
                "build",
                "-q",
                Path.Combine(host.WorkingDirectory, host.Context("whole", "FROM scratch\nLABEL is=whole\n"))
            )
        ).Text;
        var half = (
            await host.Store.PodmanAsync(
                "build",
                "-q",
                Path.Combine(host.WorkingDirectory, host.Context("half", "FROM scratch\nLABEL is=half\n"))
            )
        ).Text;
        TakeManifest(host.Store, half);
        (await host.Store.PodmanAsync("images", "--all")).ExitCode.ShouldNotBe(0);

        var result = await host.BuildAsync(
            $"--context={host.Context("failing", $"FROM {host.Base}\nRUN exit 7\n")}",
            "--platform=linux/amd64"
        );

        result.ShouldHaveFailed("MA1440");
        var left = await host.Store.ImageIdsAsync();
        left.ShouldContain($"sha256:{whole}");
        left.ShouldNotContain($"sha256:{half}");
    }

    private static void TakeManifest(PodmanStore store, string image)
    {
        var folder = Path.Combine(store.Root, $"{store.Driver}-images");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, image)))
        {
            File.Delete(file);
        }

        var index = Path.Combine(folder, "images.json");
        var images = JArray.Parse(File.ReadAllText(index));
        var record = (JObject)images.Single(entry => entry["id"]!.Value<string>() == image);
        foreach (var name in new[] { "big-data-names", "big-data-sizes", "big-data-digests", "digest" })
        {
            record.Remove(name);
        }

        File.WriteAllText(index, images.ToString());
    }
}
