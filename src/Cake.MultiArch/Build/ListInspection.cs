using Cake.MultiArch.Oci.Documents;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Build;

/// <summary>Compares a local list with the plan: its entries with the platforms, and the config of each image with its entry.</summary>
internal sealed class ListInspection(PodmanClient podman)
{
    /// <returns>The image if the list is right, otherwise everything that is wrong with it.</returns>
    public async Task<(BuiltImage? Image, IReadOnlyList<string> Defects)> InspectAsync(BuildPlan plan, CancellationToken token)
    {
        var index = await podman.ManifestInspectAsync(plan.ListName, new ManifestInspectSettings(), token);
        var defects = IndexRules.Of(index, [.. plan.Platforms]).Select(defect => defect.Message).ToList();
        if (defects.Count > 0)
        {
            return (null, defects);
        }

        var entries = IndexRules.Images(index).DistinctBy(entry => entry.Platform).ToDictionary(entry => entry.Platform!);
        var images = await podman.ListedImagesAsync(
            plan.ListName, [.. plan.Platforms.Select(platform => entries[platform].Digest)], new PodmanImageInspectSettings(), token);
        var built = new List<BuiltPlatform>();
        foreach (var (build, image) in plan.Builds.Zip(images))
        {
            // Podman 4.3 does not report the variant here. It is checked when the published image is read back.
            if (!ImageRules.IsBuiltFor(image.ImageConfig, build.Platform))
            {
                defects.Add($"the entry {build.Platform} holds an image whose config says {image.Platform}");
            }

            built.Add(new BuiltPlatform(build.Platform, build.Mode, image.Id, entries[build.Platform].Digest.ToString(), image.Size)
            {
                Config = image.ImageConfig,
            });
        }

        return defects.Count == 0 ? (new BuiltImage(plan.ListName, built), []) : (null, defects);
    }
}
