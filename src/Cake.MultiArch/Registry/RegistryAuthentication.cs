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
/// Authenticates at a registry. It looks up credentials when the registry asks for them first. It keeps them per repository, because a
/// folder of repositories may have its own credentials.
/// </summary>
internal sealed class RegistryAuthentication(Host host, CredentialChain credentials, bool isForPushing) : IDisposable
{
    private const string Push = "pull,push";

    /// <summary>In bytes.</summary>
    private const int MaxTokenAnswer = 1024 * 1024;

    /// <summary>In seconds, for a token whose service does not say how long it is valid.</summary>
    private const int DefaultLifetime = 60;

    /// <summary>In seconds. A token that expires within this time is not used.</summary>
    private const int Slack = 10;

    private readonly ConcurrentDictionary<string, Known> _repositories = new(StringComparer.Ordinal);

    /// <summary>The places where credentials were looked up.</summary>
    public IReadOnlyList<string> Places => credentials.Places;

    /// <summary>The credentials for a repository. Null when there are none, or when the registry has not asked yet.</summary>
    public FoundCredentials? Found(ImageReference reference) => Of(reference).Credentials;

    /// <summary>The header that this repository accepted before. Null when there is none, or when it has expired.</summary>
    public AuthenticationHeaderValue? HeaderFor(ImageReference reference) => Current(Of(reference))?.Value;

    /// <summary>Makes the header that answers a challenge, or returns the one that another request received in the meantime.</summary>
    /// <param name="reference">An image. Its repository decides which credentials are used.</param>
    /// <param name="refused">The request that the registry refused.</param>
    /// <param name="question">The registry's answer with the challenge.</param>
    /// <param name="transport">For requests to the token service.</param>
    /// <param name="mayBePlain">Whether credentials may be sent to a token service over plain HTTP.</param>
    /// <param name="token">Cancels the requests.</param>
    /// <returns>
    /// The header, or the token service's answer when that refuses a token. Both are null when the kind of authentication is not known, or
    /// when no credentials exist.
    /// </returns>
    public async Task<(AuthenticationHeaderValue? Header, RegistryAnswer? Refusal)> AnswerAsync(
        ImageReference reference,
        RegistryRequest refused,
        RegistryAnswer question,
        RegistryTransport transport,
        bool mayBePlain,
        CancellationToken token)
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
                    if (Current(known) is { } current
                        && !Equals(current.Value, refused.Authorization)
                        && TokenScope.Cover(current.Scopes, scopes))
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

    /// <summary>
    /// The scopes that the registry asks for, or else the scope of the request. For publishing they also contain everything that a push
    /// needs.
    /// </summary>
    private IReadOnlyList<TokenScope> Scopes(AuthenticationChallenge challenge, ImageReference reference, RegistryRequest refused)
    {
        var actions = (isForPushing ? Push : refused.Actions).Split(',');
        var own = new TokenScope($"repository:{RegistryAddress.RepositoryOf(reference)}", actions);
        var asked = challenge.Scope is { } scope ? TokenScope.Parse(scope) : [own];
        var ofRepository = asked.FirstOrDefault(other => other.Resource == own.Resource);
        return isForPushing && ofRepository is not null && !TokenScope.Cover([ofRepository], [own])
            ? [.. asked.Where(other => other != ofRepository), own with { Actions = [.. own.Actions.Union(ofRepository.Actions)] }]
            : asked;
    }

    private Known Of(ImageReference reference) => _repositories.GetOrAdd(reference.Name, _ => new Known());

    private Header? Current(Known known) =>
        known.Header is { } header && header.Expires > host.Clock.GetUtcNow() ? header : null;

    /// <remarks>
    /// https://distribution.github.io/distribution/spec/auth/token/ and, for identity tokens,
    /// https://distribution.github.io/distribution/spec/auth/oauth/
    /// </remarks>
    private static RegistryRequest TokenRequest(
        ImageReference reference,
        IReadOnlyList<TokenScope> scopes,
        AuthenticationChallenge challenge,
        FoundCredentials? found,
        bool mayBePlain)
    {
        if (!Uri.TryCreate(challenge.Realm, UriKind.Absolute, out var realm)
            || (realm.Scheme != Uri.UriSchemeHttps && realm.Scheme != Uri.UriSchemeHttp))
        {
            throw new MultiArchException(RegistryProblems.Malformed(
                reference.ToString(),
                $"It does not name a token service: the realm of its challenge is {Quotation.Of(challenge.Realm)}."));
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

        // A push that mounts a blob needs two scopes. Each is its own parameter.
        var query = scopes.Select(scope => $"scope={Uri.EscapeDataString(scope.ToString())}").Prepend(realm.Query.TrimStart('?'));
        if (challenge.Service is { } service)
        {
            query = query.Append($"service={Uri.EscapeDataString(service)}");
        }

        var address = new UriBuilder(realm)
        {
            UserName = "",
            Password = "",
            Query = string.Join('&', query.Where(part => part.Length > 0)),
        };
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
            // The message is not shown, because it may contain the token.
        }

        throw new MultiArchException(RegistryProblems.Malformed(
            RegistryRequest.Show(answer.Uri), "The answer of the token service contains no token."));
    }

    private static AuthenticationHeaderValue Basic(FoundCredentials found) => new("Basic", found.Login.Encoded);

    /// <summary>What is known about a repository. Requests at the same time wait for the first answer.</summary>
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
