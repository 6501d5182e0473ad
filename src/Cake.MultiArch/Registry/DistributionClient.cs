using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Registry;

/// <summary>Reads from registries and writes to them. Every content that it returns, and all that it sends, has the digest that it should have.</summary>
/// <param name="host">What may be used of the world.</param>
/// <param name="access">How registries are reached.</param>
/// <param name="isInsecure">
/// Whether registries.conf calls a registry (host and port) insecure. It is asked only when TLS has failed and
/// <see cref="RegistryAccess.TlsVerify"/> is null. Null for never.
/// </param>
/// <remarks>The pull half of https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pull.</remarks>
internal sealed partial class DistributionClient(Host host, RegistryAccess access, Func<string, CancellationToken, Task<bool>>? isInsecure = null) : IDisposable
{
    /// <summary>What every registry takes, https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests; in bytes.</summary>
    public const int MaxManifest = 4 * 1024 * 1024;

    /// <summary>No image's configuration comes near it; in bytes.</summary>
    public const int MaxConfig = 8 * 1024 * 1024;

    private static readonly Func<string, CancellationToken, Task<bool>> Never = (_, _) => Task.FromResult(false);

    private readonly ConcurrentDictionary<string, Lazy<RegistryConnection>> _connections = new(StringComparer.Ordinal);

    public RetryPolicy Retry { get; init; } = RetryPolicy.Default;

    /// <summary>Reads the manifest or index that a tag or digest names; the digest wins, and without both it is the tag latest.</summary>
    /// <exception cref="MultiArchException">The registry does not have it, or cannot be read.</exception>
    public async Task<RegistryManifest> GetManifestAsync(ImageReference reference, CancellationToken token) =>
        await FindManifestAsync(reference, token)
        ?? throw new MultiArchException(RegistryProblems.ManifestUnknown(reference));

    /// <summary>The same, but null when the registry does not have it.</summary>
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

    /// <summary>Reads a blob that a manifest points at, in practice an image's configuration.</summary>
    /// <param name="reference">An image of the repository that holds the blob.</param>
    /// <param name="descriptor">What the manifest says about the blob.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="MultiArchException">The registry does not have it, it is larger than 8 MiB, or it is not what the manifest says.</exception>
    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-blobs</remarks>
    public async Task<byte[]> GetBlobAsync(ImageReference reference, Descriptor descriptor, CancellationToken token)
    {
        var blob = reference.WithDigest(descriptor.Digest);
        if (descriptor.Size > MaxConfig)
        {
            throw new MultiArchException(RegistryProblems.TooLarge(blob.ToString(), $"Its manifest says that it has {descriptor.Size} bytes, and {MaxConfig} are read at most."));
        }

        var answer = await SendAsync(reference, HttpMethod.Get, $"blobs/{descriptor.Digest}", descriptor.Size, [], token);
        ThrowUnlessBlob(blob, answer);
        Verify(blob, descriptor.Digest, answer.Content);
        return answer.Content;
    }

    /// <summary>Reads a blob that is too large for the memory, once, while it comes.</summary>
    /// <param name="reference">An image of the repository that holds the blob.</param>
    /// <param name="descriptor">What the manifest says about the blob.</param>
    /// <param name="read">
    /// Reads the content; it need not read all of it. It is called again, with the content from its start, when the connection has broken or the
    /// registry has a failure that may pass.
    /// </param>
    /// <param name="token">Stops it.</param>
    /// <returns>What was made of the content, which had the size and the digest that the manifest says.</returns>
    /// <exception cref="MultiArchException">The registry does not have it, or it is not what the manifest says, whatever was made of it.</exception>
    public async Task<T> ReadBlobAsync<T>(ImageReference reference, Descriptor descriptor, Func<Stream, CancellationToken, Task<T>> read, CancellationToken token)
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

    /// <summary>How far the clock of an image's registry is before ours, as its first answer told; null when there was none, or it does not say.</summary>
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
        return await Connection(reference).SendAsync(reference, new RegistryRequest(method, Address(reference, path), maxContent) { Accept = accept }, token);
    }

    private static Uri Address(ImageReference reference, string path) => new($"v2/{RegistryAddress.RepositoryOf(reference)}/{path}", UriKind.Relative);

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

    /// <summary>The Docker-Content-Digest header; null when there is none, or its algorithm cannot be computed: that proves nothing, and does no harm.</summary>
    private static Digest? StatedDigest(ImageReference reference, RegistryAnswer answer)
    {
        if (answer.ContentDigest is null)
        {
            return null;
        }

        return !Digest.TryParse(answer.ContentDigest, out var stated, out var why)
            ? throw Malformed(reference, $"Its Docker-Content-Digest header is no digest. {why}")
            : stated.Algorithm is "sha256" or "sha512" ? stated : null;
    }

    private static void Verify(ImageReference reference, Digest digest, byte[] content)
    {
        if (!digest.Verify(content))
        {
            throw new MultiArchException(RegistryProblems.DigestMismatch(reference, $"It should be {digest} and is {Digest.Of(content)}."));
        }
    }

    /// <summary>
    /// The type that the header states, and a document that states its own must agree: two readers that believe different ones
    /// see different images (https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh).
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
            throw Malformed(reference, $"It is not a JSON object; its media type is {Quotation.Of(answer.MediaType)}.");
        }

        var stated = answer.MediaType is null or "application/json" or "application/octet-stream" or "text/plain" ? own : answer.MediaType;
        if (stated is null || !MediaTypes.Manifests.Contains(stated))
        {
            throw Malformed(reference, $"It is neither an image index nor a manifest of OCI or Docker: its media type is {Quotation.Of(stated ?? answer.MediaType)}.");
        }

        return own is null || own == stated
            ? stated
            : throw Malformed(reference, $"Its media type is {Quotation.Of(stated)} in the header and {Quotation.Of(own)} in the document.");
    }

    private static MultiArchException Malformed(ImageReference reference, string why) => new(RegistryProblems.Malformed(reference.ToString(), why));
}
