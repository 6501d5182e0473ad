using System.Net.Http.Headers;

namespace Cake.MultiArch.Registry;

/// <summary>One request to a registry or to its token service.</summary>
/// <param name="Method">The method.</param>
/// <param name="Uri">The absolute address.</param>
/// <param name="MaxContent">The most that may be answered, in bytes.</param>
internal sealed record RegistryRequest(HttpMethod Method, Uri Uri, long MaxContent)
{
    /// <summary>The media types that are understood; empty when it does not matter.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>The credentials for the host of <see cref="Uri"/>, and for no other; null when there are none.</summary>
    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>The fields of a form that is posted; null for a request without a body.</summary>
    public IReadOnlyDictionary<string, string>? Form { get; init; }

    /// <summary>Content that is sent; null for a request without.</summary>
    public RegistryBody? Body { get; init; }

    /// <summary>
    /// Reads the content of a good answer to its end while it comes, instead of having it in <see cref="RegistryAnswer.Content"/>. It is called for each
    /// such answer: after a failure that may pass, once more from the start. Null for an answer that is kept.
    /// </summary>
    public Func<Stream, CancellationToken, Task>? Receive { get; init; }

    /// <summary>Whether a registry that does not allow it (401, 403) answers the question, as with a mount that is only a try.</summary>
    public bool MayBeRefused { get; init; }

    /// <summary>Whether it only reads.</summary>
    public bool IsRead => Method == HttpMethod.Get || Method == HttpMethod.Head;

    /// <summary>What has to be allowed, where the registry does not say it itself.</summary>
    /// <remarks>https://distribution.github.io/distribution/spec/auth/scope/</remarks>
    public string Actions => IsRead ? "pull" : "pull,push";

    /// <summary>The address for people: what stands behind the question mark may be a signature that opens the door.</summary>
    public string Display => Show(Uri);

    /// <summary>The request at the place it was redirected to. Credentials stay behind when that is another host, port or scheme.</summary>
    public RegistryRequest RedirectedTo(Uri uri) => this with
    {
        Uri = uri,
        Authorization = HaveOneOrigin(Uri, uri) ? Authorization : null,
    };

    /// <summary>Whether scheme, host and port are the same, https://www.rfc-editor.org/rfc/rfc6454.</summary>
    public static bool HaveOneOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Whether what goes on from one address to another is encrypted there, if it was.</summary>
    public static bool StaysEncrypted(Uri from, Uri to) =>
        to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp);

    public static string Show(Uri uri) => uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
