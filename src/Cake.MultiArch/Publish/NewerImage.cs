using Cake.MultiArch.Hosting;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Publish;

/// <summary>Finds out whether a tag names an image of a newer commit than ours, so that the tag does not move backwards.</summary>
/// <remarks><c>ours</c> is our commit. <c>isDescendant</c> says whether the second commit is a descendant of the first.</remarks>
internal sealed class NewerImage(
    Host host, DistributionClient client, string ours, Func<string, string, CancellationToken, Task<bool>> isDescendant)
{
    /// <returns>The newer image behind the tag. Null without an image, or when its commit is not known to be newer.</returns>
    public async Task<(Digest Digest, string Revision)?> FindAsync(ImageReference tag, CancellationToken token) =>
        await PublishedAsync(tag, token) is { Revision.Length: > 0 } published && await isDescendant(ours, published.Revision, token)
            ? published
            : null;

    /// <summary>
    /// The image behind the tag, with its commit. An image that cannot be read is not kept, because this run may repair it.
    /// </summary>
    private async Task<(Digest Digest, string Revision)?> PublishedAsync(ImageReference tag, CancellationToken token)
    {
        try
        {
            return await client.FindManifestAsync(tag, token) is { } published
                ? (published.Digest, await RevisionAsync(tag, published, token) ?? "")
                : null;
        }
        catch (MultiArchException e) when (RegistryProblems.IsAboutContent(e.Problem.Kind))
        {
            host.Warn($"Cannot tell whether {tag} names a newer image, because the image cannot be read: {e.Problem.What} {e.Problem.Why}");
            return null;
        }
    }

    /// <summary>The commit is in the index's annotations. Other tools may write it only into the labels of the images.</summary>
    private async Task<string?> RevisionAsync(ImageReference tag, RegistryManifest published, CancellationToken token)
    {
        var source = $"{tag}@{published.Digest}";
        if (MediaTypes.IsIndex(published.MediaType))
        {
            var index = ImageIndex.Parse(published.Content, source);
            if (index.Annotations.TryGetValue(AnnotationKeys.Revision, out var ofIndex))
            {
                return ofIndex;
            }

            if (index.Manifests.FirstOrDefault(entry => !entry.IsAttestation) is not { } first)
            {
                return null;
            }

            published = await client.GetManifestAsync(tag.WithDigest(first.Digest), token);
            if (MediaTypes.IsIndex(published.MediaType))
            {
                return null;
            }
        }

        var manifest = ImageManifest.Parse(published.Content, source);
        if (manifest.Annotations.TryGetValue(AnnotationKeys.Revision, out var revision))
        {
            return revision;
        }

        var config = ImageConfig.Parse(await client.GetBlobAsync(tag, manifest.Config, token), source);
        return config.Labels.GetValueOrDefault(AnnotationKeys.Revision);
    }
}
