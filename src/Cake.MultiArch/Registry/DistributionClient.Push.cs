using System.Net;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Registry;

/// <remarks>The push half of https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#push.</remarks>
internal sealed partial class DistributionClient
{
    /// <summary>Stores a manifest or an index under the tag or digest of a reference; the digest wins, and without both it is the tag latest.</summary>
    /// <param name="reference">Where to. All that the manifest points at has to be in this repository already.</param>
    /// <param name="content">The document, byte by byte what its digest is made of.</param>
    /// <param name="mediaType">One of <see cref="MediaTypes.Manifests"/>, the document's own.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="MultiArchException">The reference's digest is not the content's (nothing was sent), or the registry did not take it.</exception>
    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests</remarks>
    public async Task PutManifestAsync(ImageReference reference, byte[] content, string mediaType, CancellationToken token)
    {
        var body = RegistryBody.Of(content, mediaType);
        if (reference.Digest is { } wanted && !wanted.Verify(content))
        {
            throw new MultiArchException(RegistryPushProblems.ContentDamaged(reference.ToString(), $"It should be {wanted} and is {body.Digest}."));
        }

        var answer = await Connection(reference).SendAsync(
            reference, new RegistryRequest(HttpMethod.Put, Address(reference, ManifestPath(reference)), MaxManifest) { Body = body }, token);

        // Older registries say 202. Without the digest it may be the login page of a proxy.
        if (!answer.IsSuccess || StatedDigest(reference, answer) is not { } stored)
        {
            ThrowUnlessCreated(reference, answer);
        }
        else if (!stored.Verify(content))
        {
            throw new MultiArchException(RegistryPushProblems.StoredOther(reference, body.Digest, stored));
        }
    }

    /// <summary>Brings a blob into a repository, with as little sent as can be: it is there, or in another repository, or it is uploaded.</summary>
    /// <param name="repository">An image of the repository.</param>
    /// <param name="blob">What the manifest will say about the blob.</param>
    /// <param name="open">Opens the blob's content from its start; called for each time that it is sent, and not when it need not be.</param>
    /// <param name="mountFrom">Repositories of the same registry that may have the blob, by their paths in it, for example <c>demo/base</c>; asked in this order.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="MultiArchException">The content is not what the descriptor says (nothing is stored), or the registry did not take it.</exception>
    /// <remarks>
    /// https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#checking-if-content-exists-in-the-registry,
    /// https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#mounting-a-blob-from-another-repository. Several blobs may be
    /// brought at once.
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
            var answer = await BeginAsync(reference, $"?mount={Uri.EscapeDataString(blob.Digest.ToString())}&from={Uri.EscapeDataString(source)}", token);
            if (answer.Status == HttpStatusCode.Created)
            {
                ThrowUnlessStored(reference, answer);
                return BlobTransfer.Mounted;
            }

            // 202: it does not mount, and has begun an upload instead. Any other answer is no reason not to upload.
            session = answer.Status == HttpStatusCode.Accepted ? answer.Location : null;
        }

        await UploadAsync(reference, RegistryBody.Of(blob, open), session, token);
        return BlobTransfer.Uploaded;
    }

    /// <summary>Asks what a tag points at, without reading it.</summary>
    /// <returns>The digest that the registry states; null when it has no such tag.</returns>
    /// <exception cref="MultiArchException">The registry cannot be read.</exception>
    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#checking-if-content-exists-in-the-registry; the header need not be sent, and then the content is read.</remarks>
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

    /// <summary>Asks for the place of an upload as a push does, and cancels it: no blob stays.</summary>
    /// <returns>The answer, with any status but 401 and 403, which are told as problems.</returns>
    /// <exception cref="MultiArchException">There is no answer, or the registry does not let us in.</exception>
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
            // A session that a failure has met is in a state that nobody knows.
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
            return put with { IsSessionLost = put.Status is HttpStatusCode.NotFound or HttpStatusCode.RequestedRangeNotSatisfiable };
        }, token);
        ThrowUnlessStored(reference, answer);
    }

    private async Task<RegistryAnswer> BeginAsync(ImageReference reference, string? mount, CancellationToken token) =>
        await Connection(reference).SendAsync(reference, Begin(reference, mount), token);

    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs</remarks>
    private static RegistryRequest Begin(ImageReference reference, string? mount) =>
        new(HttpMethod.Post, Address(reference, "blobs/uploads/" + mount), MaxManifest) { MayBeRefused = mount is not null };

    /// <summary>Ends an upload that nobody will go on with, where the registry itself keeps it.</summary>
    /// <remarks>https://distribution.github.io/distribution/spec/api/#canceling-an-upload; a registry need not know how to cancel, and ends what nobody goes on with by itself; who may push need not be allowed to delete.</remarks>
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
            // It was a courtesy.
        }
    }

    /// <summary>The place of an upload with the digest; what else stands behind its question mark is the registry's, and stays as it is.</summary>
    private static Uri WithDigest(Uri place, Digest digest)
    {
        var address = place.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped);
        return new Uri($"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={Uri.EscapeDataString(digest.ToString())}");
    }

    private void ThrowUnlessCreated(ImageReference reference, RegistryAnswer answer)
    {
        if (answer.Status != HttpStatusCode.Created)
        {
            var why = RegistryErrors.Of(answer, host);
            throw new MultiArchException(answer.IsSuccess
                ? RegistryPushProblems.NotCreated(reference, answer, why)
                : RegistryPushProblems.Refused(reference, answer, why));
        }
    }

    private void ThrowUnlessStored(ImageReference blob, RegistryAnswer answer)
    {
        ThrowUnlessCreated(blob, answer);

        // A registry may state the digest in another algorithm than the one it was given.
        if (StatedDigest(blob, answer) is { } stored && stored.Algorithm == blob.Digest!.Algorithm && stored != blob.Digest)
        {
            throw new MultiArchException(RegistryPushProblems.StoredOther(blob, blob.Digest, stored));
        }
    }
}
