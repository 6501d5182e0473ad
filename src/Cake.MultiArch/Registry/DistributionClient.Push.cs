using System.Net;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Registry;

/// <remarks>Pushing: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#push.</remarks>
internal sealed partial class DistributionClient
{
    /// <summary>Stores a manifest or an index by the digest of a reference, else by its tag, else by the tag latest.</summary>
    /// <param name="reference">The repository must already have everything that the document refers to.</param>
    /// <param name="content">The exact bytes of the document.</param>
    /// <param name="mediaType">The document's own media type, one of <see cref="MediaTypes.Manifests"/>.</param>
    /// <param name="token">Cancels the request.</param>
    /// <exception cref="MultiArchException">
    /// The reference has another digest than the content (nothing was sent), or the registry did not accept the document.
    /// </exception>
    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests</remarks>
    public async Task PutManifestAsync(ImageReference reference, byte[] content, string mediaType, CancellationToken token)
    {
        var body = RegistryBody.Of(content, mediaType);
        if (reference.Digest is { } wanted && !wanted.Verify(content))
        {
            throw new MultiArchException(RegistryPushProblems.ContentDamaged(
                reference.ToString(), ContentFlaws.WrongDigest(wanted, body.Digest.ToString())));
        }

        var request = new RegistryRequest(HttpMethod.Put, Address(reference, ManifestPath(reference)), MaxManifest) { Body = body };
        var answer = await Connection(reference).SendAsync(reference, request, token);

        // Older registries answer 202. An answer without a digest may be the login page of a proxy.
        if (!answer.IsSuccess || StatedDigest(reference, answer) is not { } stored)
        {
            ThrowUnlessCreated(reference, answer);
        }
        else if (!stored.Verify(content))
        {
            throw new MultiArchException(RegistryPushProblems.StoredOther(reference, body.Digest, stored));
        }
    }

    /// <summary>Puts a blob into a repository. It is uploaded only when neither this repository nor a mounted one has it.</summary>
    /// <param name="repository">An image of the repository.</param>
    /// <param name="blob">The descriptor of the blob in its manifest.</param>
    /// <param name="open">Opens the content from its start. It is called once per attempt to send the content.</param>
    /// <param name="mountFrom">
    /// Paths of repositories in the same registry that may have the blob, such as <c>demo/base</c>, tried in this order.
    /// </param>
    /// <param name="token">Cancels the requests.</param>
    /// <exception cref="MultiArchException">
    /// The content does not match its descriptor (nothing is stored), or the registry did not accept it.
    /// </exception>
    /// <remarks>
    /// https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#checking-if-content-exists-in-the-registry,
    /// https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#mounting-a-blob-from-another-repository. Several calls may
    /// run at the same time.
    /// </remarks>
    public async Task<BlobTransfer> PutBlobAsync(
        ImageReference repository, Descriptor blob, Func<Stream> open, IReadOnlyList<string> mountFrom, CancellationToken token)
    {
        var reference = repository.WithDigest(blob.Digest);
        if (await BlobExistsAsync(reference, blob.Digest, token))
        {
            return BlobTransfer.Present;
        }

        Uri? session = null;
        foreach (var source in mountFrom.Where(source => source != RegistryAddress.RepositoryOf(repository)))
        {
            await CancelAsync(reference, session, token);
            session = null;
            var mount = $"?mount={Uri.EscapeDataString(blob.Digest.ToString())}&from={Uri.EscapeDataString(source)}";
            var answer = await BeginAsync(reference, mount, token);
            if (answer.Status == HttpStatusCode.Created)
            {
                ThrowUnlessStored(reference, answer);
                return BlobTransfer.Mounted;
            }

            // With 202 the registry does not mount the blob and has started an upload. After any other answer the blob can still be
            // uploaded.
            session = answer.Status == HttpStatusCode.Accepted ? answer.Location : null;
        }

        await UploadAsync(reference, RegistryBody.Of(blob, open), session, token);
        return BlobTransfer.Uploaded;
    }

    /// <summary>
    /// Asks for the digest behind a tag. The content is read only when the registry does not send the digest in a header.
    /// </summary>
    /// <returns>Null when the tag does not exist.</returns>
    /// <exception cref="MultiArchException">The registry cannot be read.</exception>
    /// <remarks>
    /// https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#checking-if-content-exists-in-the-registry
    /// </remarks>
    public async Task<Digest?> FindDigestAsync(ImageReference tagReference, CancellationToken token)
    {
        var answer = await SendAsync(tagReference, HttpMethod.Head, ManifestPath(tagReference), 0, MediaTypes.Manifests, token);
        if (answer.Status == HttpStatusCode.NotFound)
        {
            return null;
        }

        if (answer.Status is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented)
        {
            return (await FindManifestAsync(tagReference, token))?.Digest;
        }

        if (!answer.IsRedirection)
        {
            ThrowUnlessSuccess(tagReference, answer);
        }

        return StatedDigest(tagReference, answer) ?? (await FindManifestAsync(tagReference, token))?.Digest;
    }

    /// <summary>Starts an upload as a push does, and cancels it. The registry keeps no blob.</summary>
    /// <returns>The answer, with any status except 401 and 403.</returns>
    /// <exception cref="MultiArchException">The registry does not answer, or does not grant access (401, 403).</exception>
    public async Task<RegistryAnswer> BeginUploadAsync(ImageReference reference, CancellationToken token)
    {
        var answer = await BeginAsync(reference, mount: null, token);
        await CancelAsync(reference, answer.Status == HttpStatusCode.Accepted ? answer.Location : null, token);
        return answer;
    }

    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#post-then-put</remarks>
    private async Task UploadAsync(ImageReference reference, RegistryBody body, Uri? session, CancellationToken token)
    {
        var answer = await Connection(reference).SendAsync(reference, async send =>
        {
            // After a failure the state of the session is unknown. So every attempt uses a new session.
            var place = Interlocked.Exchange(ref session, null);
            if (place is null)
            {
                var begun = await send(Begin(reference, mount: null));
                if (begun.Status != HttpStatusCode.Accepted || begun.Location is null)
                {
                    return begun;
                }

                place = begun.Location;
            }

            var put = await send(new RegistryRequest(HttpMethod.Put, WithDigest(place, body.Digest), MaxManifest) { Body = body });
            return put with
            {
                IsSessionLost = put.Status is HttpStatusCode.NotFound or HttpStatusCode.RequestedRangeNotSatisfiable,
            };
        }, token);
        ThrowUnlessStored(reference, answer);
    }

    private async Task<RegistryAnswer> BeginAsync(ImageReference reference, string? mount, CancellationToken token) =>
        await Connection(reference).SendAsync(reference, Begin(reference, mount), token);

    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs</remarks>
    private static RegistryRequest Begin(ImageReference reference, string? mount) =>
        new(HttpMethod.Post, Address(reference, "blobs/uploads/" + mount), MaxManifest) { MayBeRefused = mount is not null };

    /// <summary>Cancels an upload that will not continue, if the session is on the registry's own host.</summary>
    /// <remarks>
    /// https://distribution.github.io/distribution/spec/api/#canceling-an-upload. A failure does no harm, because registries end abandoned
    /// uploads themselves. Some do not support canceling, and some do not allow a user who may push to delete.
    /// </remarks>
    private async Task CancelAsync(ImageReference reference, Uri? session, CancellationToken token)
    {
        if (session?.Host != Connection(reference).Host)
        {
            return;
        }

        try
        {
            _ = await Connection(reference).SendAsync(reference, new RegistryRequest(HttpMethod.Delete, session, MaxManifest), token);
        }
        catch (MultiArchException)
        {
            // The registry ends the upload itself.
        }
    }

    /// <summary>Adds the digest to the address of an upload. The registry's own query parameters stay unchanged.</summary>
    private static Uri WithDigest(Uri place, Digest digest)
    {
        var address = place.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped);
        var separator = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return new Uri($"{address}{separator}digest={Uri.EscapeDataString(digest.ToString())}");
    }

    private void ThrowUnlessCreated(ImageReference reference, RegistryAnswer answer)
    {
        if (answer.Status == HttpStatusCode.Created)
        {
            return;
        }

        var why = RegistryErrors.Of(answer, host);
        throw new MultiArchException(answer.IsSuccess
            ? RegistryPushProblems.NotCreated(reference, answer, why)
            : RegistryPushProblems.Refused(reference, answer, why));
    }

    private void ThrowUnlessStored(ImageReference blob, RegistryAnswer answer)
    {
        ThrowUnlessCreated(blob, answer);

        // A registry may send the digest in another algorithm than that of the request.
        if (StatedDigest(blob, answer) is { } stored && stored.Algorithm == blob.Digest!.Algorithm && stored != blob.Digest)
        {
            throw new MultiArchException(RegistryPushProblems.StoredOther(blob, blob.Digest, stored));
        }
    }
}

internal enum BlobTransfer
{
    /// <summary>The repository already had the blob.</summary>
    Present,

    /// <summary>The registry had the blob in another repository. No content was sent.</summary>
    Mounted,

    Uploaded,
}
