using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>
/// How large the base images are. It takes a request for each platform of each, which registries count as pulls, so that only
/// <c>DoctorMultiArch</c> asks.
/// </summary>
internal sealed class BaseImageSizes(CheckContext context)
{
    /// <summary>
    /// The layers of all wanted platforms as registries send them, in bytes, each once; null when a registry does not say.
    /// </summary>
    public async Task<long?> SumAsync(CancellationToken token)
    {
        try
        {
            var images = await context.BaseImagesAsync();
            var manifests = await Task.WhenAll(images.SelectMany(image => ManifestsAsync(image, token)));
            return manifests.SelectMany(manifest => manifest.Layers).DistinctBy(layer => layer.Digest).Sum(layer => layer.Size);
        }
        catch (MultiArchException)
        {
            // What the registry says to that, the check of base images tells.
            return null;
        }
    }

    private IEnumerable<Task<ImageManifest>> ManifestsAsync(BaseImage image, CancellationToken token) =>
        image switch
        {
            { IsIndex: true } => image
                .Entries.DistinctBy(entry => entry.Digest)
                .Select(async entry =>
                    ImageManifest.Parse(
                        (await context.Registries.GetManifestAsync(image.Reference.WithDigest(entry.Digest), token)).Content,
                        image.Reference.ToString()
                    )
                ),
            { Manifest: { } manifest } => [Task.FromResult(ImageManifest.Parse(manifest.Content, image.Reference.ToString()))],
            _ => [],
        };
}
