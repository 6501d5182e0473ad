using Cake.MultiArch.Inputs;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Verify.Published;

/// <summary>Verifies images that are already published, in registries and in layouts. Changes nothing.</summary>
internal static class PublishedVerification
{
    /// <returns>One report per image, in the same order. Content that cannot be read is a defect in it.</returns>
    public static async Task<IReadOnlyList<PublishedReport>> CheckAsync(
        IReadOnlyList<PublishedTarget> targets,
        DistributionClient client,
        CancellationToken token
    )
    {
        using var layers = new PublishedLayers();
        var reports = new List<PublishedReport>();
        foreach (var target in targets)
        {
            var (place, image) = target.Place switch
            {
                LayoutDestination layout => (layout.Folder, (IPublishedImage)LayoutImage.Of(layout)),
                RegistryDestination registry => (registry.Reference.Name, new RegistryImage(client, registry.Reference)),
                var other => throw new InvalidOperationException($"{other} is not a place of an image."),
            };
            reports.Add(await new PublishedCheck(target, place, image, layers).CheckAsync(token));
        }

        return reports;
    }
}
