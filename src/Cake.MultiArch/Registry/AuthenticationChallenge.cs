using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Cake.MultiArch.Registry;

/// <summary>The kind of authentication that a registry requires.</summary>
/// <param name="IsBearer">True for a token of a token service, false for a user name and password (Basic).</param>
/// <param name="Parameters">The parameters of the challenge. Their names are in lower case.</param>
/// <remarks>
/// https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1, https://distribution.github.io/distribution/spec/auth/token/
/// </remarks>
internal sealed partial record AuthenticationChallenge(bool IsBearer, IReadOnlyDictionary<string, string> Parameters)
{
    public string? Realm => Parameters.GetValueOrDefault("realm");

    public string? Service => Parameters.GetValueOrDefault("service");

    public string? Scope => Parameters.GetValueOrDefault("scope");

    /// <summary>Whether the token is valid but does not allow the request.</summary>
    /// <remarks>https://www.rfc-editor.org/rfc/rfc6750#section-3.1</remarks>
    public bool IsInsufficientScope => Parameters.GetValueOrDefault("error") == "insufficient_scope";

    /// <summary>The first challenge of a known kind. Null without one.</summary>
    public static AuthenticationChallenge? Of(IReadOnlyList<AuthenticationHeaderValue> headers)
    {
        var header = headers.FirstOrDefault(header => Is(header, "Bearer") || Is(header, "Basic"));
        if (header is null)
        {
            return null;
        }

        var parameters = new Dictionary<string, string>();
        foreach (Match match in Parameter().Matches(header.Parameter ?? ""))
        {
            var quoted = match.Groups["quoted"];
            parameters.TryAdd(
                match.Groups["name"].Value.ToLowerInvariant(),
                quoted.Success ? Escape().Replace(quoted.Value, "$1") : match.Groups["token"].Value);
        }

        return new AuthenticationChallenge(Is(header, "Bearer"), parameters);
    }

    private static bool Is(AuthenticationHeaderValue header, string scheme) =>
        header.Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("""(?<name>[A-Za-z0-9_-]+)\s*=\s*(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<token>[^\s,"]+))""")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();
}
