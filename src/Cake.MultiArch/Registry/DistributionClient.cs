using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Registry;

/// <summary>Reads from and writes to registries. It checks the digest of all content that it returns or sends.</summary>
/// <remarks>
/// Pulling: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pull. <c>isInsecure</c> says whether registries.conf
/// marks a registry (host and port) as insecure. It is called only when TLS failed and <see cref="RegistryAccess.TlsVerify"/> is null.
/// </remarks>
internal sealed partial class DistributionClient(
    Host host, RegistryAccess access, Func<string, CancellationToken, Task<bool>>? isInsecure = null) : IDisposable
{
    /// <summary>
    /// In bytes. Every registry accepts this size:
    /// https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests.
    /// </summary>
    public const int MaxManifest = 4 * 1024 * 1024;

    /// <summary>In bytes. The configuration of an image is much smaller.</summary>
    public const int MaxConfig = 8 * 1024 * 1024;

    private static readonly Func<string, CancellationToken, Task<bool>> Never = (_, _) => Task.FromResult(false);

    private readonly ConcurrentDictionary<string, Lazy<RegistryConnection>> _connections = new(StringComparer.Ordinal);

    public RetryPolicy Retry { get; init; } = RetryPolicy.Default;

    /// <summary>Reads a manifest or an index by the digest of a reference, else by its tag, else by the tag latest.</summary>
    /// <exception cref="MultiArchException">The registry does not have the document, or cannot be read.</exception>
    public async Task<RegistryManifest> GetManifestAsync(ImageReference reference, CancellationToken token) =>
        await FindManifestAsync(reference, token)
        ?? throw new MultiArchException(RegistryProblems.ManifestUnknown(reference));

    /// <summary>Like <see cref="GetManifestAsync"/>, but null when the registry does not have the document.</summary>
    /// <exception cref="MultiArchException">The registry cannot be read.</exception>
    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests</remarks>
    public async Task<RegistryManifest?> FindManifestAsync(ImageReference reference, CancellationToken token)
    {
        var answer = await SendAsync(
            reference, HttpMethod.Get, ManifestPath(reference), MaxManifest, MediaTypes.Manifests, token);
        if (answer.Status == HttpStatusCode.NotFound)
        {
            return null;
        }

        ThrowUnlessSuccess(reference, answer);
        var digest = reference.Digest ?? Digest.Of(answer.Content);
        Verify(reference, digest, answer.Content);
        if (StatedDigest(reference, answer) is { } promised)
        {
            Verify(reference, promised, answer.Content);
        }

        return new RegistryManifest(answer.Content, MediaTypeOf(reference, answer), digest) { RateLimit = answer.RateLimit };
    }

    /// <summary>Reads a small blob, such as the configuration of an image, from the repository of an image.</summary>
    /// <exception cref="MultiArchException">
    /// The registry does not have the blob, the blob is larger than 8 MiB, or it does not match its descriptor.
    /// </exception>
    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-blobs</remarks>
    public async Task<byte[]> GetBlobAsync(ImageReference reference, Descriptor descriptor, CancellationToken token)
    {
        var blob = reference.WithDigest(descriptor.Digest);
        if (descriptor.Size > MaxConfig)
        {
            throw new MultiArchException(RegistryProblems.TooLarge(
                blob.ToString(), $"Its manifest gives a size of {descriptor.Size} bytes. The limit is {MaxConfig} bytes."));
        }

        var answer = await SendAsync(reference, HttpMethod.Get, $"blobs/{descriptor.Digest}", descriptor.Size, [], token);
        ThrowUnlessBlob(blob, answer);
        Verify(blob, descriptor.Digest, answer.Content);
        return answer.Content;
    }

    /// <summary>Reads a blob of any size while it arrives.</summary>
    /// <param name="reference">An image of the repository that holds the blob.</param>
    /// <param name="descriptor">The descriptor of the blob in its manifest.</param>
    /// <param name="read">
    /// Reads the content, or a part of it. After a lost connection or a temporary failure of the registry it is called again with the
    /// content from the start.
    /// </param>
    /// <param name="token">Cancels the requests.</param>
    /// <returns>The result of <paramref name="read"/>. The content matched the size and the digest of the descriptor.</returns>
    /// <exception cref="MultiArchException">The registry does not have the blob, or the blob does not match its descriptor.</exception>
    public async Task<T> ReadBlobAsync<T>(
        ImageReference reference, Descriptor descriptor, Func<Stream, CancellationToken, Task<T>> read, CancellationToken token)
    {
        var blob = reference.WithDigest(descriptor.Digest);
        Task<T>? outcome = null;
        string? flaw = null;
        var request = new RegistryRequest(HttpMethod.Get, Address(reference, $"blobs/{descriptor.Digest}"), descriptor.Size)
        {
            Receive = async (content, stop) => (outcome, flaw) = await DescribedContent.ReadAsync(content, descriptor, read, stop),
        };
        var answer = await Connection(reference).SendAsync(reference, request, token);
        ThrowUnlessBlob(blob, answer);
        return flaw is null
            ? await outcome!
            : throw new MultiArchException(RegistryProblems.DigestMismatch(blob, flaw));
    }

    /// <summary>
    /// How far the clock of an image's registry is ahead of ours, according to its first answer. Null without an answer that has a date.
    /// </summary>
    public TimeSpan? ClockAhead(ImageReference reference) => Connection(reference).ClockAhead;

    public void Dispose()
    {
        foreach (var connection in _connections.Values.Where(connection => connection.IsValueCreated))
        {
            connection.Value.Dispose();
        }
    }

    private async Task<RegistryAnswer> SendAsync(
        ImageReference reference, HttpMethod method, string path, long maxContent, IReadOnlyList<string> accept, CancellationToken token)
    {
        var request = new RegistryRequest(method, Address(reference, path), maxContent) { Accept = accept };
        return await Connection(reference).SendAsync(reference, request, token);
    }

    private static Uri Address(ImageReference reference, string path) =>
        new($"v2/{RegistryAddress.RepositoryOf(reference)}/{path}", UriKind.Relative);

    private static string ManifestPath(ImageReference reference) => $"manifests/{reference.Digest?.ToString() ?? reference.TagOrLatest}";

    private RegistryConnection Connection(ImageReference reference)
    {
        var address = RegistryAddress.Of(reference);
        return _connections.GetOrAdd(
            address.Domain,
            _ => new Lazy<RegistryConnection>(() => new RegistryConnection(host, address, access, Retry, isInsecure ?? Never))).Value;
    }

    private void ThrowUnlessBlob(ImageReference blob, RegistryAnswer answer)
    {
        if (answer.Status == HttpStatusCode.NotFound)
        {
            throw new MultiArchException(RegistryProblems.BlobUnknown(blob));
        }

        ThrowUnlessSuccess(blob, answer);
    }

    private void ThrowUnlessSuccess(ImageReference reference, RegistryAnswer answer)
    {
        if (!answer.IsSuccess)
        {
            throw new MultiArchException(RegistryProblems.Refused(reference, answer, RegistryErrors.Of(answer, host)));
        }
    }

    /// <summary>The Docker-Content-Digest header. Null without one, or when its algorithm cannot be computed here.</summary>
    private static Digest? StatedDigest(ImageReference reference, RegistryAnswer answer)
    {
        if (answer.ContentDigest is null)
        {
            return null;
        }

        if (!Digest.TryParse(answer.ContentDigest, out var stated, out var why))
        {
            throw Malformed(reference, $"Its Docker-Content-Digest header is not a digest. {why}");
        }

        return stated.Algorithm is "sha256" or "sha512" ? stated : null;
    }

    private static void Verify(ImageReference reference, Digest digest, byte[] content)
    {
        if (!digest.Verify(content))
        {
            throw new MultiArchException(RegistryProblems.DigestMismatch(
                reference, ContentFlaws.WrongDigest(digest, Digest.Of(content).ToString())));
        }
    }

    /// <summary>
    /// The media type in the header and the media type in the document must be the same. Otherwise two readers could see different images:
    /// https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh.
    /// </summary>
    private static string MediaTypeOf(ImageReference reference, RegistryAnswer answer)
    {
        string? own;
        try
        {
            var value = JObject.Parse(Encoding.UTF8.GetString(answer.Content))["mediaType"];
            own = value?.Type == JTokenType.String ? (string?)value : null;
        }
        catch (JsonException)
        {
            throw Malformed(reference, $"It is not a JSON object. Its media type is {Quotation.Of(answer.MediaType)}.");
        }

        var stated = answer.MediaType is null or "application/json" or "application/octet-stream" or "text/plain" ? own : answer.MediaType;
        if (stated is null || !MediaTypes.Manifests.Contains(stated))
        {
            throw Malformed(
                reference,
                "It is neither an image index nor a manifest of OCI or Docker. Its media type is "
                    + $"{Quotation.Of(stated ?? answer.MediaType)}.");
        }

        if (own is not null && own != stated)
        {
            throw Malformed(reference, $"Its media type is {Quotation.Of(stated)} in the header and {Quotation.Of(own)} in the document.");
        }

        return stated;
    }

    private static MultiArchException Malformed(ImageReference reference, string why) =>
        new(RegistryProblems.Malformed(reference.ToString(), why));
}

/// <summary>A manifest or an index in a registry.</summary>
/// <param name="Content">The exact bytes of the document.</param>
/// <param name="MediaType">One of <see cref="MediaTypes.Manifests"/>.</param>
/// <param name="Digest">The digest of the content, checked.</param>
internal sealed record RegistryManifest(byte[] Content, string MediaType, Digest Digest)
{
    /// <summary>The pulls that the registry still allows; null when the registry does not say.</summary>
    public RateLimit? RateLimit { get; init; }
}
