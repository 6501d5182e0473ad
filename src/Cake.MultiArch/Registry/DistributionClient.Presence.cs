using System.Net;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Registry;

/// <content>Asks whether a registry has a blob, without reading the blob.</content>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#checking-if-content-exists-in-the-registry</remarks>
internal sealed partial class DistributionClient
{
    /// <summary>
    /// Whether the repository of an image has a blob. The answer is false when the registry does not support the question. The blob is then
    /// sent again.
    /// </summary>
    /// <exception cref="Problems.MultiArchException">The registry cannot be read.</exception>
    public async Task<bool> BlobExistsAsync(ImageReference reference, Digest digest, CancellationToken token)
    {
        var answer = await AskForBlobAsync(reference, digest, token);
        return answer.Status is not (HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented)
            && Stored(reference, digest, answer) is not null;
    }

    /// <returns>The blob in the repository of the image. Null when the repository does not have it.</returns>
    /// <exception cref="Problems.MultiArchException">The registry cannot be read.</exception>
    public async Task<StoredBlob?> FindBlobAsync(ImageReference reference, Digest digest, CancellationToken token) =>
        Stored(reference, digest, await AskForBlobAsync(reference, digest, token));

    private Task<RegistryAnswer> AskForBlobAsync(ImageReference reference, Digest digest, CancellationToken token) =>
        SendAsync(reference, HttpMethod.Head, $"blobs/{digest}", 0, [], token);

    private StoredBlob? Stored(ImageReference reference, Digest digest, RegistryAnswer answer)
    {
        if (answer.Status == HttpStatusCode.NotFound)
        {
            return null;
        }

        if (answer.IsRedirection)
        {
            // The blob is in a separate storage of the registry, which is not asked for the size.
            return new StoredBlob(Size: null);
        }

        ThrowUnlessSuccess(reference.WithDigest(digest), answer);
        return new StoredBlob(answer.ContentLength);
    }
}

/// <summary>A blob in a registry.</summary>
/// <param name="Size">In bytes; null when the registry does not say.</param>
internal sealed record StoredBlob(long? Size);
