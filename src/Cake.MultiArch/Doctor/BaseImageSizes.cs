using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>
/// The size of the base images. It takes one request per image and platform, and registries count these as pulls. So only
/// <c>DoctorMultiArch</c> asks.
/// </summary>
internal sealed class BaseImageSizes(CheckContext context)
{
    /// <summary>
    /// The size of the layers of all wanted platforms as registries send them, in bytes; null if a registry does not tell it. A layer
    /// that several images share counts once.
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
            // The check of base images reports the failure.
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
