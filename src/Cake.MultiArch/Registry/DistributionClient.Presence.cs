using System.Net;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Registry;

/// <content>Whether a registry has a blob; its content is not read.</content>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#checking-if-content-exists-in-the-registry</remarks>
internal sealed partial class DistributionClient
{
    /// <summary>Whether the registry has a blob in the repository of an image. One that does not answer the question does not have it: it is sent again.</summary>
    /// <exception cref="Problems.MultiArchException">The registry cannot be read.</exception>
    public async Task<bool> BlobExistsAsync(ImageReference reference, Digest digest, CancellationToken token)
    {
        var answer = await AskForBlobAsync(reference, digest, token);
        return answer.Status is not (HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented) && Stored(reference, digest, answer) is not null;
    }

    /// <summary>Looks for a blob in the repository of an image.</summary>
    /// <returns>What the registry tells of it; null when it does not have it.</returns>
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
            // It is in a storage of the registry's, which answers for itself.
            return new StoredBlob(Size: null);
        }

        ThrowUnlessSuccess(reference.WithDigest(digest), answer);
        return new StoredBlob(answer.ContentLength);
    }
}
