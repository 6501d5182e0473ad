using System.Net;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry.Credentials;

namespace Cake.MultiArch.Registry;

/// <summary>
/// Communicates with one registry. It finds out whether the registry speaks TLS, authenticates when required, and repeats requests after
/// temporary failures.
/// </summary>
internal sealed class RegistryConnection : IDisposable
{
    private readonly Host _host;
    private readonly RegistryAddress _address;
    private readonly RegistryAccess _access;
    private readonly RetryPolicy _retry;
    private readonly Func<string, CancellationToken, Task<bool>> _isInsecure;
    private readonly RegistryAuthentication _authentication;
    private readonly SemaphoreSlim _firstContact = new(1, 1);
    private RegistryTransport _transport;
    private Uri? _base;
    private bool _insecure;
    private bool? _isListedInsecure;

    public RegistryConnection(
        Host host,
        RegistryAddress address,
        RegistryAccess access,
        RetryPolicy retry,
        Func<string, CancellationToken, Task<bool>> isInsecure)
    {
        _host = host;
        _address = address;
        _access = access;
        _retry = retry;
        _isInsecure = isInsecure;
        _insecure = access.TlsVerify == false;
        _authentication = new RegistryAuthentication(host, CredentialChain.Of(host, access.AuthFile, access.Login), access.IsForPushing);
        _transport = Transport();
    }

    /// <summary>The host of the connection, without its port.</summary>
    public string Host => _address.Base(Uri.UriSchemeHttps).Host;

    /// <summary>How far the registry's clock is ahead of ours. Null before the first answer with a date.</summary>
    public TimeSpan? ClockAhead { get; private set; }

    /// <summary>Sends a request about the repository of an image. The address of the request is relative to the registry.</summary>
    /// <returns>The answer, with any status except 401 and 403 of the registry itself.</returns>
    /// <exception cref="MultiArchException">The registry does not answer, or does not grant access (401, 403).</exception>
    public Task<RegistryAnswer> SendAsync(ImageReference reference, RegistryRequest request, CancellationToken token) =>
        SendAsync(reference, send => send(request), token);

    /// <summary>Sends a chain of requests about a repository. After a temporary failure the whole chain is sent again.</summary>
    /// <param name="reference">An image. Its repository decides which credentials are used.</param>
    /// <param name="attempt">Sends the requests with the function that it receives, and returns the last answer.</param>
    /// <param name="token">Cancels the requests.</param>
    /// <returns>The last answer, with any status except 401 and 403 of the registry itself.</returns>
    /// <exception cref="MultiArchException">The registry does not answer, or does not grant access (401, 403).</exception>
    public async Task<RegistryAnswer> SendAsync(
        ImageReference reference, Func<Func<RegistryRequest, Task<RegistryAnswer>>, Task<RegistryAnswer>> attempt, CancellationToken token)
    {
        try
        {
            return await _retry.SendAsync(
                () => attempt(request => AuthenticatedAsync(reference, request, token)),
                (delay, why) => _host.Detail(_host.Secrets.Redact($"trying {_address.Domain} again in {delay.TotalSeconds:0.#} s: {why}")),
                _host.Clock,
                token);
        }
        catch (RegistryTransportException e)
        {
            throw new MultiArchException(RegistryProblems.NoAnswer(reference, _address, e, _host.Secrets.Redact(e.Message)), inner: e);
        }
    }

    public void Dispose()
    {
        _transport.Dispose();
        _authentication.Dispose();
        _firstContact.Dispose();
    }

    private async Task<RegistryAnswer> AuthenticatedAsync(ImageReference reference, RegistryRequest request, CancellationToken token)
    {
        request = request with { Authorization = _authentication.HeaderFor(reference) };
        var answer = await AnywhereAsync(request, token);
        RegistryAnswer? refusal = null;
        Explanation forbidden = request.IsRead ? RegistryProblems.Forbidden : RegistryCheckProblems.PushNotAllowed;

        // After a redirect another server may have answered. That server must not decide where the registry's credentials go.
        if (answer.Status == HttpStatusCode.Unauthorized && IsRegistrys(answer))
        {
            (var header, refusal) = await _authentication.AnswerAsync(reference, request, answer, _transport, _insecure, token);
            if (header is not null)
            {
                answer = await AnywhereAsync(request with { Authorization = header }, token);
            }
        }

        var last = refusal ?? answer;
        var isRefused = last.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
        if (!isRefused || request.MayBeRefused || (refusal is null && !IsRegistrys(last)))
        {
            return last;
        }

        // A registry answers 401 instead of 403 to a token that does not allow the request.
        var isInsufficient = last.Status == HttpStatusCode.Unauthorized && IsRegistrys(last)
            && AuthenticationChallenge.Of(last.Challenges) is { IsInsufficientScope: true };
        var isForbidden = isInsufficient || (last.Status == HttpStatusCode.Forbidden && refusal is null);
        throw Problem(isForbidden ? forbidden : RegistryProblems.NotAuthenticated);

        bool IsRegistrys(RegistryAnswer answer) => RegistryRequest.HaveOneOrigin(answer.Uri, _base!);

        MultiArchException Problem(Explanation problem) => new(problem(
            reference, _address.Domain, RegistryErrors.Of(last, _host), _authentication.Found(reference), _authentication.Places));
    }

    /// <summary>Sends the request to the address where the registry answered before, or finds that address first.</summary>
    private async Task<RegistryAnswer> AnywhereAsync(RegistryRequest request, CancellationToken token)
    {
        if (_base is { } known)
        {
            return await AtAsync(known, request, token);
        }

        await _firstContact.WaitAsync(token);
        try
        {
            return _base is null
                ? await FirstAsync(request, token)
                : await AtAsync(_base, request, token);
        }
        finally
        {
            _firstContact.Release();
        }
    }

    /// <remarks>
    /// Like podman, this tries HTTPS first. Only a registry that may be insecure is then tried with an untrusted certificate and plain
    /// HTTP: https://github.com/containers/image/blob/v5.34.0/docker/docker_client.go (detectPropertiesHelper).
    /// </remarks>
    private async Task<RegistryAnswer> FirstAsync(RegistryRequest request, CancellationToken token)
    {
        var https = _address.Base(Uri.UriSchemeHttps);
        RegistryTransportException failure;
        try
        {
            return await RememberAsync(https, request, token);
        }
        catch (RegistryTransportException e) when (IsAboutTls(e.Failure))
        {
            failure = e;
        }

        if (!await MayBeInsecureAsync(token))
        {
            throw failure;
        }

        if (failure.Failure == TransportFailure.Certificate)
        {
            return await RememberAsync(https, request, token);
        }

        try
        {
            var answer = await RememberAsync(_address.Base(Uri.UriSchemeHttp), request, token);

            // A server that speaks TLS answers 400 to plain HTTP.
            if (answer.Status == HttpStatusCode.BadRequest && failure.Failure == TransportFailure.Handshake)
            {
                throw failure;
            }

            return answer;
        }
        catch (RegistryTransportException e) when (e.Failure == TransportFailure.NotConnected)
        {
            throw failure;
        }
    }

    /// <summary>A refused connection may mean a missing TLS only when HTTPS and HTTP have different ports.</summary>
    private bool IsAboutTls(TransportFailure failure) =>
        failure is TransportFailure.Certificate or TransportFailure.NotTls or TransportFailure.Handshake
        || (failure == TransportFailure.NotConnected && !_address.HasPort);

    private async Task<bool> MayBeInsecureAsync(CancellationToken token)
    {
        if (_insecure || _access.TlsVerify is not null)
        {
            return _insecure;
        }

        _isListedInsecure ??= await _isInsecure(_address.Domain, token);
        if (_isListedInsecure.Value)
        {
            _insecure = true;
            _transport.Dispose();
            _transport = Transport();
        }

        return _insecure;
    }

    private async Task<RegistryAnswer> RememberAsync(Uri address, RegistryRequest request, CancellationToken token)
    {
        var answer = await AtAsync(address, request, token);
        _base = address;
        ClockAhead = answer.Date - _host.Clock.GetUtcNow();
        return answer;
    }

    /// <summary>
    /// A registry behind a proxy may send addresses with another scheme or port for itself. An address with another host gets the request,
    /// but not the credentials.
    /// </summary>
    private Task<RegistryAnswer> AtAsync(Uri address, RegistryRequest request, CancellationToken token) =>
        _transport.SendAsync((request with { Uri = address }).RedirectedTo(Target(address, request)), token);

    private static Uri Target(Uri address, RegistryRequest request)
    {
        if (!request.Uri.IsAbsoluteUri)
        {
            return new Uri(address, request.Uri);
        }

        if (request.Uri.Host == address.Host)
        {
            return new Uri(address.GetLeftPart(UriPartial.Authority) + request.Uri.PathAndQuery);
        }

        if (!RegistryRequest.StaysEncrypted(address, request.Uri))
        {
            throw new RegistryTransportException(
                TransportFailure.Malformed, $"It wants the upload at {request.Display}, which is not encrypted.");
        }

        return request.Uri;
    }

    private delegate Problem Explanation(
        ImageReference reference, string domain, string why, FoundCredentials? found, IReadOnlyList<string> places);

    private RegistryTransport Transport()
    {
        var certificates = RegistryCertificates.Load(_host, _address.Domain, _access.CertDir);
        return new RegistryTransport(new RegistryTrust(verify: !_insecure, certificates), EnvironmentProxy.Of(_host));
    }
}
