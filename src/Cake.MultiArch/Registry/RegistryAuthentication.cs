using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry.Credentials;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Registry;

/// <summary>
/// Answers a registry's question who asks. Credentials are looked up when a registry asks for the first time, and what was
/// learned is kept a repository: its folder may have credentials of its own.
/// </summary>
internal sealed class RegistryAuthentication(Host host, CredentialChain credentials)
{
    /// <summary>Bytes.</summary>
    private const int MaxTokenAnswer = 1024 * 1024;

    /// <summary>How long a token is good for when its service does not say, in seconds.</summary>
    private const int DefaultLifetime = 60;

    /// <summary>A token that is about to expire is not used, in seconds.</summary>
    private const int Slack = 10;

    private readonly ConcurrentDictionary<string, RegistryCredentials?> _credentials = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KnownHeader> _headers = new(StringComparer.Ordinal);

    /// <summary>Where credentials were looked for.</summary>
    public IReadOnlyList<string> Places => credentials.Places;

    /// <summary>The credentials that were found for a repository; null when there are none, or nobody has asked yet.</summary>
    public RegistryCredentials? Found(ImageReference reference) => _credentials.GetValueOrDefault(reference.Name);

    /// <summary>The header that has worked for this repository before; null when there is none that still does.</summary>
    public AuthenticationHeaderValue? Known(ImageReference reference) =>
        _headers.TryGetValue(reference.Name, out var known) && known.Expires > host.Clock.GetUtcNow() ? known.Header : null;

    /// <summary>Makes the header that answers a challenge.</summary>
    /// <returns>
    /// The header; or the token service's answer when it gives no token; or neither, when the registry asks in a way that is not
    /// known, or for credentials that nobody has.
    /// </returns>
    public async Task<(AuthenticationHeaderValue? Header, RegistryAnswer? Refusal)> AnswerAsync(
        ImageReference reference, string actions, RegistryAnswer question, RegistryTransport transport, bool mayBePlain, CancellationToken token)
    {
        _headers.TryRemove(reference.Name, out _);
        if (!_credentials.TryGetValue(reference.Name, out var found))
        {
            found = await credentials.FindAsync(reference, token).ConfigureAwait(false);
            _credentials[reference.Name] = found;
        }

        switch (AuthenticationChallenge.Of(question.Challenges))
        {
            case { IsBearer: true } challenge:
                var request = TokenRequest(reference, actions, challenge, found, mayBePlain);
                var answer = await transport.SendAsync(request, token).ConfigureAwait(false);
                return answer.IsSuccess ? (Keep(reference, Token(answer)), null) : (null, answer);

            case { IsBearer: false } when found is { IsIdentityToken: false }:
                return (Keep(reference, new KnownHeader(Basic(found), DateTimeOffset.MaxValue)), null);

            default:
                return (null, null);
        }
    }

    private AuthenticationHeaderValue Keep(ImageReference reference, KnownHeader known)
    {
        _headers[reference.Name] = known;
        return known.Header;
    }

    /// <remarks>
    /// https://distribution.github.io/distribution/spec/auth/token/ and, for identity tokens,
    /// https://distribution.github.io/distribution/spec/auth/oauth/
    /// </remarks>
    private static RegistryRequest TokenRequest(ImageReference reference, string actions, AuthenticationChallenge challenge, RegistryCredentials? found, bool mayBePlain)
    {
        if (!Uri.TryCreate(challenge.Realm, UriKind.Absolute, out var realm) || (realm.Scheme != Uri.UriSchemeHttps && realm.Scheme != Uri.UriSchemeHttp))
        {
            throw new MultiArchException(RegistryProblems.Malformed(reference.ToString(), $"It names no token service: the realm of its challenge is {Quotation.Of(challenge.Realm)}."));
        }

        if (found is not null && realm.Scheme == Uri.UriSchemeHttp && !realm.IsLoopback && !mayBePlain)
        {
            throw new MultiArchException(RegistryProblems.CredentialsUnencrypted(reference.ToString(), RegistryRequest.Show(realm)));
        }

        var query = new Dictionary<string, string> { ["scope"] = challenge.Scope ?? $"repository:{RegistryAddress.RepositoryOf(reference)}:{actions}" };
        if (challenge.Service is { } service)
        {
            query["service"] = service;
        }

        if (found is { IsIdentityToken: true })
        {
            query["grant_type"] = "refresh_token";
            query["client_id"] = "Cake.MultiArch";
            query["refresh_token"] = found.Password;
            return new RegistryRequest(HttpMethod.Post, realm, MaxTokenAnswer) { Form = query };
        }

        var address = new UriBuilder(realm) { UserName = "", Password = "" };
        address.Query = string.Join('&', query
            .Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}")
            .Prepend(realm.Query.TrimStart('?'))
            .Where(part => part.Length > 0));
        return new RegistryRequest(HttpMethod.Get, address.Uri, MaxTokenAnswer) { Authorization = found is null ? null : Basic(found) };
    }

    private KnownHeader Token(RegistryAnswer answer)
    {
        try
        {
            var document = JObject.Parse(Encoding.UTF8.GetString(answer.Content));
            if (((string?)document["token"] ?? (string?)document["access_token"]) is { Length: > 0 } value && !value.Any(char.IsControl))
            {
                host.Secrets.Add(value);
                var lifetime = (double?)document["expires_in"] ?? DefaultLifetime;
                return new KnownHeader(
                    new AuthenticationHeaderValue("Bearer", value),
                    host.Clock.GetUtcNow().AddSeconds(Math.Clamp(lifetime, DefaultLifetime, TimeSpan.SecondsPerDay) - Slack));
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException or OverflowException)
        {
            // The message may repeat the token.
        }

        throw new MultiArchException(RegistryProblems.Malformed(RegistryRequest.Show(answer.Uri), "The token service's answer holds no token."));
    }

    private static AuthenticationHeaderValue Basic(RegistryCredentials found) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{found.Username}:{found.Password}")));

    private sealed record KnownHeader(AuthenticationHeaderValue Header, DateTimeOffset Expires);
}
