using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Cake.MultiArch.Hosting;
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
internal sealed class RegistryAuthentication(Host host, CredentialChain credentials, bool isForPushing) : IDisposable
{
    private const string Push = "pull,push";

    /// <summary>Bytes.</summary>
    private const int MaxTokenAnswer = 1024 * 1024;

    /// <summary>How long a token is good for when its service does not say, in seconds.</summary>
    private const int DefaultLifetime = 60;

    /// <summary>A token that is about to expire is not used, in seconds.</summary>
    private const int Slack = 10;

    private readonly ConcurrentDictionary<string, Known> _repositories = new(StringComparer.Ordinal);

    /// <summary>Where credentials were looked for.</summary>
    public IReadOnlyList<string> Places => credentials.Places;

    /// <summary>The credentials that were found for a repository; null when there are none, or nobody has asked yet.</summary>
    public FoundCredentials? Found(ImageReference reference) => Of(reference).Credentials;

    /// <summary>The header that has worked for this repository before; null when there is none that still does.</summary>
    public AuthenticationHeaderValue? HeaderFor(ImageReference reference) => Current(Of(reference))?.Value;

    /// <summary>Makes the header that answers a challenge, or finds the one that another request has been given in the meantime.</summary>
    /// <param name="reference">The image, whose repository decides the credentials.</param>
    /// <param name="refused">The request that was answered with the challenge.</param>
    /// <param name="question">The answer with the challenge.</param>
    /// <param name="transport">For asking the token service.</param>
    /// <param name="mayBePlain">Whether credentials may go to a token service over plain HTTP.</param>
    /// <param name="token">Stops it.</param>
    /// <returns>
    /// The header; or the token service's answer when it gives no token; or neither, when the registry asks in a way that is not
    /// known, or for credentials that nobody has.
    /// </returns>
    public async Task<(AuthenticationHeaderValue? Header, RegistryAnswer? Refusal)> AnswerAsync(
        ImageReference reference, RegistryRequest refused, RegistryAnswer question, RegistryTransport transport, bool mayBePlain, CancellationToken token)
    {
        var known = Of(reference);
        await known.Gate.WaitAsync(token);
        try
        {
            if (!known.IsLookedUp)
            {
                known.Credentials = await credentials.FindAsync(reference, token);
                known.IsLookedUp = true;
            }

            switch (AuthenticationChallenge.Of(question.Challenges), known.Credentials)
            {
                case ({ IsBearer: true } challenge, var found):
                    var scopes = Scopes(challenge, reference, refused);
                    if (Current(known) is { } current && !Equals(current.Value, refused.Authorization) && TokenScope.Cover(current.Scopes, scopes))
                    {
                        return (current.Value, null);
                    }

                    var answer = await transport.SendAsync(TokenRequest(reference, scopes, challenge, found, mayBePlain), token);
                    if (!answer.IsSuccess)
                    {
                        return (null, answer);
                    }

                    known.Header = Token(answer) with { Scopes = scopes };
                    return (known.Header.Value, null);

                case ({ IsBearer: false }, { IsIdentityToken: false } found):
                    known.Header = new Header(Basic(found), DateTimeOffset.MaxValue);
                    return (known.Header.Value, null);

                default:
                    return (null, null);
            }
        }
        finally
        {
            known.Gate.Release();
        }
    }

    public void Dispose()
    {
        foreach (var known in _repositories.Values)
        {
            known.Gate.Dispose();
        }
    }

    /// <summary>What the registry asks for, or what the request needs; and all that a push will need.</summary>
    private IReadOnlyList<TokenScope> Scopes(AuthenticationChallenge challenge, ImageReference reference, RegistryRequest refused)
    {
        var own = new TokenScope($"repository:{RegistryAddress.RepositoryOf(reference)}", (isForPushing ? Push : refused.Actions).Split(','));
        var asked = challenge.Scope is { } scope ? TokenScope.Parse(scope) : [own];
        return isForPushing && asked.FirstOrDefault(other => other.Resource == own.Resource) is { } less && !TokenScope.Cover([less], [own])
            ? [.. asked.Where(other => other != less), own with { Actions = [.. own.Actions.Union(less.Actions)] }]
            : asked;
    }

    private Known Of(ImageReference reference) => _repositories.GetOrAdd(reference.Name, _ => new Known());

    private Header? Current(Known known) => known.Header is { } header && header.Expires > host.Clock.GetUtcNow() ? header : null;

    /// <remarks>
    /// https://distribution.github.io/distribution/spec/auth/token/ and, for identity tokens,
    /// https://distribution.github.io/distribution/spec/auth/oauth/
    /// </remarks>
    private static RegistryRequest TokenRequest(ImageReference reference, IReadOnlyList<TokenScope> scopes, AuthenticationChallenge challenge, FoundCredentials? found, bool mayBePlain)
    {
        if (!Uri.TryCreate(challenge.Realm, UriKind.Absolute, out var realm) || (realm.Scheme != Uri.UriSchemeHttps && realm.Scheme != Uri.UriSchemeHttp))
        {
            throw new MultiArchException(RegistryProblems.Malformed(reference.ToString(), $"It names no token service: the realm of its challenge is {Quotation.Of(challenge.Realm)}."));
        }

        if (found is not null && realm.Scheme == Uri.UriSchemeHttp && !realm.IsLoopback && !mayBePlain)
        {
            throw new MultiArchException(RegistryProblems.CredentialsUnencrypted(reference.ToString(), RegistryRequest.Show(realm)));
        }

        if (found is { IsIdentityToken: true })
        {
            var form = new Dictionary<string, string>
            {
                ["scope"] = string.Join(' ', scopes),
                ["grant_type"] = "refresh_token",
                ["client_id"] = "Cake.MultiArch",
                ["refresh_token"] = found.Login.Password,
            };
            if (challenge.Service is { } name)
            {
                form["service"] = name;
            }

            return new RegistryRequest(HttpMethod.Post, realm, MaxTokenAnswer) { Form = form };
        }

        // A push that mounts a blob wants two scopes, each as a parameter of its own.
        var query = scopes.Select(scope => $"scope={Uri.EscapeDataString(scope.ToString())}");
        var address = new UriBuilder(realm) { UserName = "", Password = "" };
        address.Query = string.Join('&', (challenge.Service is { } service ? query.Append($"service={Uri.EscapeDataString(service)}") : query)
            .Prepend(realm.Query.TrimStart('?'))
            .Where(part => part.Length > 0));
        return new RegistryRequest(HttpMethod.Get, address.Uri, MaxTokenAnswer) { Authorization = found is null ? null : Basic(found) };
    }

    private Header Token(RegistryAnswer answer)
    {
        try
        {
            var document = JObject.Parse(Encoding.UTF8.GetString(answer.Content));
            if (((string?)document["token"] ?? (string?)document["access_token"]) is { Length: > 0 } value && !value.Any(char.IsControl))
            {
                host.Secrets.Add(value);
                var lifetime = (double?)document["expires_in"] ?? DefaultLifetime;
                return new Header(
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

    private static AuthenticationHeaderValue Basic(FoundCredentials found) => new("Basic", found.Login.Encoded);

    /// <summary>What is known of a repository. Those who are asked at once wait for the first answer.</summary>
    private sealed class Known
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public bool IsLookedUp { get; set; }

        public FoundCredentials? Credentials { get; set; }

        public Header? Header { get; set; }
    }

    private sealed record Header(AuthenticationHeaderValue Value, DateTimeOffset Expires)
    {
        public IReadOnlyList<TokenScope> Scopes { get; init; } = [];
    }
}
