using Cake.MultiArch.Assemble;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Publish;

/// <summary>Looks whether a tag names an image of a newer commit than ours, so that it is not moved backwards.</summary>
/// <param name="client">The registry.</param>
/// <param name="ours">Our commit.</param>
/// <param name="isDescendant">Whether the second commit is a descendant of the first.</param>
internal sealed class NewerImage(DistributionClient client, string ours, Func<string, string, CancellationToken, Task<bool>> isDescendant)
{
    /// <returns>The newer image that the tag names; null when there is none, or its commit is not known to be newer.</returns>
    public async Task<(Digest Digest, string Revision)?> FindAsync(ImageReference tag, CancellationToken token)
    {
        if (await client.FindManifestAsync(tag, token).ConfigureAwait(false) is not { } published
            || await RevisionAsync(tag, published, token).ConfigureAwait(false) is not { Length: > 0 } revision)
        {
            return null;
        }

        return await isDescendant(ours, revision, token).ConfigureAwait(false) ? (published.Digest, revision) : null;
    }

    /// <summary>The index says it; that of another tool may have it in the labels of its images only.</summary>
    private async Task<string?> RevisionAsync(ImageReference tag, RegistryManifest published, CancellationToken token)
    {
        var source = $"{tag}@{published.Digest}";
        if (MediaTypes.IsIndex(published.MediaType))
        {
            var index = ImageIndex.Parse(published.Content, source);
            if (index.Annotations.TryGetValue(IndexAnnotations.Revision, out var told) || index.Manifests.FirstOrDefault(entry => !entry.IsAttestation) is not { } first)
            {
                return told;
            }

            published = await client.GetManifestAsync(tag.WithDigest(first.Digest), token).ConfigureAwait(false);
            if (MediaTypes.IsIndex(published.MediaType))
            {
                return null;
            }
        }

        var manifest = ImageManifest.Parse(published.Content, source);
        if (manifest.Annotations.TryGetValue(IndexAnnotations.Revision, out var revision))
        {
            return revision;
        }

        var config = ImageConfig.Parse(await client.GetBlobAsync(tag, manifest.Config, token).ConfigureAwait(false), source);
        return config.Labels.GetValueOrDefault(IndexAnnotations.Revision);
    }
}
