using System.Net;
using System.Net.Http.Headers;

namespace Cake.MultiArch.Registry;

/// <summary>The answer of a registry or its token service.</summary>
/// <param name="Uri">The address that answered, after redirects.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Content">The content; for an error only its beginning.</param>
internal sealed record RegistryAnswer(Uri Uri, HttpStatusCode Status, byte[] Content)
{
    /// <summary>The media type without parameters; null without one.</summary>
    public string? MediaType { get; init; }

    /// <summary>In bytes, from the header. After a HEAD request it is the size of the requested content. Null without the header.</summary>
    public long? ContentLength { get; init; }

    /// <summary>The Docker-Content-Digest header; null without one.</summary>
    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests</remarks>
    public string? ContentDigest { get; init; }

    /// <summary>The authentication that the server requires; empty unless the status is 401.</summary>
    public IReadOnlyList<AuthenticationHeaderValue> Challenges { get; init; } = [];

    /// <summary>The time to wait before the next request; null when the server does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The Location header as an absolute address; null without one.</summary>
    public Uri? Location { get; init; }

    /// <summary>The pulls that the registry still allows; null when the registry does not say.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>The clock of the server; null when the server does not say.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Whether the registry no longer knows the upload of the request. A new upload may succeed.</summary>
    public bool IsSessionLost { get; init; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public bool IsRedirection => (int)Status is >= 300 and < 400;

    /// <summary>Whether a later attempt may succeed, because the server is busy or has a failure.</summary>
    public bool IsTransient => Status is HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
        or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
        || IsSessionLost;
}
