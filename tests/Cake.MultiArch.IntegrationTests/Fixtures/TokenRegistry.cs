using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Fixtures;

/// <summary>What a <see cref="TokenRegistry"/> gives to whom.</summary>
public sealed record TokenRegistryOptions
{
    /// <summary>The only user.</summary>
    public string Username { get; init; } = "ci";

    /// <summary>The user's password.</summary>
    public string Password { get; init; } = "s3cret";

    /// <summary>Which actions the user is allowed in a repository, of <c>pull</c> and <c>push</c>; a stranger is allowed none.</summary>
    public Func<string, IReadOnlyList<string>> Rights { get; init; } = _ => ["pull", "push"];

    /// <summary>How long the service says that a token lasts, in seconds. The registry takes it for a minute longer.</summary>
    public int Lifetime { get; init; } = 300;
}

/// <summary>A real registry that wants tokens, and the service that issues them: as Docker Hub, GitLab and Harbor do it.</summary>
/// <remarks>https://distribution.github.io/distribution/spec/auth/jwt/</remarks>
public sealed class TokenRegistry : IAsyncDisposable
{
    private const string Issuer = "test issuer";
    private const string Service = "test registry";

    private readonly TestFolder _folder = new("tokens");
    private readonly HttpListener _listener = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly TokenRegistryOptions _options;
    private LoopbackRegistry? _registry;

    private TokenRegistry(TokenRegistryOptions options)
    {
        _options = options;
        var request = new CertificateRequest("CN=test token service", _key, HashAlgorithmName.SHA256);
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>The registry.</summary>
    public LoopbackRegistry Registry => _registry!;

    /// <summary>Host and port of the registry, as in an image reference.</summary>
    public string Address => Registry.Address;

    /// <summary>Who asked for which scopes, in the order of the requests: <c>ci repository:demo/web:pull</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Starts the service and the registry, and waits until they answer.</summary>
    public static async Task<TokenRegistry> StartAsync(TokenRegistryOptions? options = null)
    {
        var tokens = new TokenRegistry(options ?? new TokenRegistryOptions());
        try
        {
            var realm = tokens.Listen();
            var bundle = tokens._folder.Write("issuer.crt", tokens._certificate.ExportCertificatePem());
            tokens._registry = await LoopbackRegistry.StartAsync(new LoopbackRegistryOptions
            {
                Authentication = $"{{token: {{realm: \"{realm}\", service: {Service}, issuer: {Issuer}, rootcertbundle: {bundle}}}}}",
            });
            return tokens;
        }
        catch
        {
            await tokens.DisposeAsync();
            throw;
        }
    }

    /// <summary>An HTTP client of the registry that may do all in a repository.</summary>
    public HttpClient CreateClient(string repository)
    {
        var client = Registry.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            Issue("test", [Access(repository, ["pull", "push", "delete"])])
        );
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        if (_registry is not null)
        {
            await _registry.DisposeAsync();
        }

        _certificate.Dispose();
        _key.Dispose();
        await _folder.DisposeAsync();
    }

    private string Listen()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _listener.Prefixes.Add($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        _listener.Start();
        _ = AnswerAsync();
        return _listener.Prefixes.Single() + "token";
    }

    /// <summary>docker-registry names the actions of a scope in random order.</summary>
    private static string Ordered(string scope)
    {
        var actions = scope.LastIndexOf(':') + 1;
        return scope[..actions] + string.Join(',', scope[actions..].Split(',').Order(StringComparer.Ordinal));
    }

    private async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                Answer(context.Request, context.Response);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test is done.
            }
        }
    }

    /// <remarks>https://distribution.github.io/distribution/spec/auth/token/</remarks>
    private void Answer(HttpListenerRequest request, HttpListenerResponse response)
    {
        var user = "";
        if (request.Headers["Authorization"] is { } header)
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..]));
            user = pair == $"{_options.Username}:{_options.Password}" ? _options.Username : "?";
        }

        var scopes = request.QueryString.GetValues("scope") ?? [];
        Requests.Enqueue(string.Join(' ', scopes.Select(Ordered).Prepend(user)));
        response.ContentType = "application/json";
        response.StatusCode = user == "?" ? 401 : 200;
        var granted = scopes.Select(scope => scope.Split(':')).Select(parts => Access(
            parts[1], user.Length == 0 ? [] : _options.Rights(parts[1]).Intersect(parts[2].Split(','))));
        var content = user == "?"
            ? """{"errors":[{"code":"UNAUTHORIZED","message":"wrong password"}]}"""
            : new JObject { ["token"] = Issue(user, granted), ["expires_in"] = _options.Lifetime }.ToString();
        response.Close(Encoding.UTF8.GetBytes(content), willBlock: true);
    }

    private static JObject Access(string repository, IEnumerable<string> actions) =>
        new() { ["type"] = "repository", ["name"] = repository, ["actions"] = new JArray(actions) };

    private string Issue(string subject, IEnumerable<JObject> access)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var head = new JObject { ["typ"] = "JWT", ["alg"] = "ES256", ["x5c"] = new JArray(Convert.ToBase64String(_certificate.RawData)) };
        var claims = new JObject
        {
            ["iss"] = Issuer,
            ["sub"] = subject,
            ["aud"] = Service,
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + _options.Lifetime,
            ["jti"] = Guid.NewGuid().ToString(),
            ["access"] = new JArray(access),
        };
        var signed = $"{Encode(Encoding.UTF8.GetBytes(head.ToString()))}.{Encode(Encoding.UTF8.GetBytes(claims.ToString()))}";
        return $"{signed}.{Encode(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
