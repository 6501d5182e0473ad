using System.Net.Http.Headers;

namespace Cake.MultiArch.Registry;

/// <summary>One request to a registry or to its token service.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Uri">An absolute address, or one relative to the registry.</param>
/// <param name="MaxContent">The largest answer, in bytes.</param>
internal sealed record RegistryRequest(HttpMethod Method, Uri Uri, long MaxContent)
{
    /// <summary>The media types that the caller can read; empty for any.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>The credentials, only for the host of <see cref="Uri"/>; null without any.</summary>
    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>The fields of a form to post; null without a form.</summary>
    public IReadOnlyDictionary<string, string>? Form { get; init; }

    /// <summary>The content to send; null without content.</summary>
    public RegistryBody? Body { get; init; }

    /// <summary>
    /// Reads the content of a successful answer while it arrives. <see cref="RegistryAnswer.Content"/> then stays empty. After a temporary
    /// failure it is called again with the content from the start. Null to keep the content in the answer.
    /// </summary>
    public Func<Stream, CancellationToken, Task>? Receive { get; init; }

    /// <summary>Whether 401 and 403 are returned like any other answer. This is for a mount, which is only an attempt.</summary>
    public bool MayBeRefused { get; init; }

    public bool IsRead => Method == HttpMethod.Get || Method == HttpMethod.Head;

    /// <summary>The actions to ask for when the registry does not say which ones it requires.</summary>
    /// <remarks>https://distribution.github.io/distribution/spec/auth/scope/</remarks>
    public string Actions => IsRead ? "pull" : "pull,push";

    /// <summary>The address for messages, without its query. The query may contain a signature that grants access.</summary>
    public string Display => Show(Uri);

    /// <summary>The request with another address. It loses its credentials when the host, port or scheme changes.</summary>
    public RegistryRequest RedirectedTo(Uri uri) => this with
    {
        Uri = uri,
        Authorization = HaveOneOrigin(Uri, uri) ? Authorization : null,
    };

    /// <summary>Whether scheme, host and port are the same: https://www.rfc-editor.org/rfc/rfc6454.</summary>
    public static bool HaveOneOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>False when a request goes from an encrypted address to one that is not encrypted.</summary>
    public static bool StaysEncrypted(Uri from, Uri to) =>
        to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp);

    public static string Show(Uri uri) => uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
