using System.Net;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Registry;

internal sealed partial class DistributionClient
{
    /// <summary>Looks for a blob in the repository of an image, without reading it.</summary>
    /// <returns>What the registry tells of it; null when it does not have it.</returns>
    /// <exception cref="Problems.MultiArchException">The registry cannot be read.</exception>
    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#checking-if-content-exists-in-the-registry</remarks>
    public async Task<StoredBlob?> FindBlobAsync(ImageReference reference, Digest digest, CancellationToken token)
    {
        var answer = await SendAsync(reference, HttpMethod.Head, $"blobs/{digest}", 0, [], token).ConfigureAwait(false);
        if (answer.Status == HttpStatusCode.NotFound)
        {
            return null;
        }

        if (answer.IsRedirection)
        {
            // It is in a storage of the registry's, which answers for itself.
            return new StoredBlob(Size: null);
        }

        ThrowUnlessSuccess(reference.WithDigest(digest), answer);
        return new StoredBlob(answer.ContentLength);
    }
}
