using System.Net;
using System.Net.Http.Headers;

namespace Cake.MultiArch.Registry;

/// <summary>What a registry, or its token service, answered.</summary>
/// <param name="Uri">Who answered, after redirects.</param>
/// <param name="Status">The status code.</param>
/// <param name="Content">The content; of an error no more than its beginning.</param>
internal sealed record RegistryAnswer(Uri Uri, HttpStatusCode Status, byte[] Content)
{
    /// <summary>The media type without parameters; null when the answer has none.</summary>
    public string? MediaType { get; init; }

    /// <summary>The size that the answer states, of a HEAD request that of what was asked for; null when it states none.</summary>
    public long? ContentLength { get; init; }

    /// <summary>The Docker-Content-Digest header; null when the answer has none.</summary>
    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests</remarks>
    public string? ContentDigest { get; init; }

    /// <summary>How the server wants to be shown who asks; empty unless the status is 401.</summary>
    public IReadOnlyList<AuthenticationHeaderValue> Challenges { get; init; } = [];

    /// <summary>How long the server wants to be left alone; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The Location header, absolute; null when the answer has none.</summary>
    public Uri? Location { get; init; }

    /// <summary>How many pulls the registry still allows; null when it does not say.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>What time the server has; null when it does not say.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Whether the registry no longer knows the upload that the request was a part of; a new one may go well.</summary>
    public bool IsSessionLost { get; init; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public bool IsRedirection => (int)Status is >= 300 and < 400;

    /// <summary>The server is busy or broken for a moment, perhaps.</summary>
    public bool IsTransient => Status is HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
        or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
        || IsSessionLost;
}
