using Cake.MultiArch.Hosting;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Publish;

/// <summary>Looks whether a tag names an image of a newer commit than ours, so that it is not moved backwards.</summary>
/// <param name="host">For the log.</param>
/// <param name="client">The registry.</param>
/// <param name="ours">Our commit.</param>
/// <param name="isDescendant">Whether the second commit is a descendant of the first.</param>
internal sealed class NewerImage(Host host, DistributionClient client, string ours, Func<string, string, CancellationToken, Task<bool>> isDescendant)
{
    /// <returns>The newer image that the tag names; null when there is none, or its commit is not known to be newer.</returns>
    public async Task<(Digest Digest, string Revision)?> FindAsync(ImageReference tag, CancellationToken token)
    {
        return await PublishedAsync(tag, token) is { Revision.Length: > 0 } published
            && await isDescendant(ours, published.Revision, token) ? published : null;
    }

    /// <summary>What the tag names, with its commit. An image that cannot be read is none that has to be kept: the run may be there to mend it.</summary>
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
            host.Warn($"The image that {tag} names cannot be read, so it is not known to be newer: {e.Problem.What} {e.Problem.Why}");
            return null;
        }
    }

    /// <summary>The index says it; that of another tool may have it in the labels of its images only.</summary>
    private async Task<string?> RevisionAsync(ImageReference tag, RegistryManifest published, CancellationToken token)
    {
        var source = $"{tag}@{published.Digest}";
        if (MediaTypes.IsIndex(published.MediaType))
        {
            var index = ImageIndex.Parse(published.Content, source);
            if (index.Annotations.TryGetValue(AnnotationKeys.Revision, out var told) || index.Manifests.FirstOrDefault(entry => !entry.IsAttestation) is not { } first)
            {
                return told;
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
