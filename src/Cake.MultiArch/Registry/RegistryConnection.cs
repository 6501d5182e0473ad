using System.Net;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry.Credentials;

namespace Cake.MultiArch.Registry;

/// <summary>
/// Talks to one registry: finds out whether it speaks TLS, shows who asks when it wants to know, and tries again what may pass.
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
        Host host, RegistryAddress address, RegistryAccess access, RetryPolicy retry, Func<string, CancellationToken, Task<bool>> isInsecure)
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

    /// <summary>The host that is connected to, without its port.</summary>
    public string Host => _address.Base(Uri.UriSchemeHttps).Host;

    /// <summary>How far the registry's clock is before ours; null when it has not said.</summary>
    public TimeSpan? ClockAhead { get; private set; }

    /// <summary>Sends a request about a repository.</summary>
    /// <param name="reference">The image, whose repository decides the credentials.</param>
    /// <param name="request">The request; its address is relative to the registry's.</param>
    /// <param name="token">Stops it.</param>
    /// <returns>The answer, with any status; but 401 and 403 of the registry itself are said as problems.</returns>
    /// <exception cref="MultiArchException">There is no answer, or the registry does not let us in.</exception>
    public Task<RegistryAnswer> SendAsync(ImageReference reference, RegistryRequest request, CancellationToken token) =>
        SendAsync(reference, send => send(request), token);

    /// <summary>Sends requests about a repository of which the later follow from the earlier: after a failure that may pass, all of them are sent again.</summary>
    /// <param name="reference">The image, whose repository decides the credentials.</param>
    /// <param name="attempt">Is given what sends one request, and gives the last answer.</param>
    /// <param name="token">Stops it.</param>
    /// <returns>The last answer, with any status; but 401 and 403 of the registry itself are said as problems.</returns>
    /// <exception cref="MultiArchException">There is no answer, or the registry does not let us in.</exception>
    public async Task<RegistryAnswer> SendAsync(
        ImageReference reference, Func<Func<RegistryRequest, Task<RegistryAnswer>>, Task<RegistryAnswer>> attempt, CancellationToken token)
    {
        try
        {
            return await _retry.SendAsync(
                () => attempt(request => AuthenticatedAsync(reference, request, token)),
                (delay, why) => _host.Detail(_host.Secrets.Redact($"{_address.Domain} is asked again in {delay.TotalSeconds:0.#} s: {why}")),
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

        // A redirect may have led elsewhere, and whoever answers there has no say in where the registry's credentials go.
        if (answer.Status == HttpStatusCode.Unauthorized && IsRegistrys(answer))
        {
            (var header, refusal) = await _authentication.AnswerAsync(reference, request, answer, _transport, _insecure, token);
            if (header is not null)
            {
                answer = await AnywhereAsync(request with { Authorization = header }, token);
            }
        }

        var last = refusal ?? answer;
        return last.Status switch
        {
            _ when request.MayBeRefused => last,

            // With a token that allows less than was asked for, a registry says 401 and means 403.
            HttpStatusCode.Unauthorized when IsRegistrys(last) && AuthenticationChallenge.Of(last.Challenges) is { IsInsufficientScope: true } => throw Problem(forbidden),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when refusal is not null => throw Problem(RegistryProblems.NotAuthenticated),
            HttpStatusCode.Unauthorized when IsRegistrys(last) => throw Problem(RegistryProblems.NotAuthenticated),
            HttpStatusCode.Forbidden when IsRegistrys(last) => throw Problem(forbidden),
            _ => last,
        };

        bool IsRegistrys(RegistryAnswer answer) => RegistryRequest.HaveOneOrigin(answer.Uri, _base!);

        MultiArchException Problem(Explanation problem) =>
            new(problem(reference, _address.Domain, RegistryErrors.Of(last, _host), _authentication.Found(reference), _authentication.Places));
    }

    /// <summary>Sends the request where the registry has answered before, or finds out where it does.</summary>
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
    /// As podman does: HTTPS first. Only for a registry that is allowed to be insecure, HTTPS without looking at the certificate,
    /// then plain HTTP. https://github.com/containers/image/blob/v5.34.0/docker/docker_client.go (detectPropertiesHelper)
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

            // What a server that does speak TLS answers to plain HTTP.
            return answer.Status == HttpStatusCode.BadRequest && failure.Failure == TransportFailure.Handshake ? throw failure : answer;
        }
        catch (RegistryTransportException e) when (e.Failure == TransportFailure.NotConnected)
        {
            throw failure;
        }
    }

    /// <summary>A refused connection says something about TLS only when HTTPS and HTTP have ports of their own.</summary>
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
    /// A registry behind a proxy may name itself with another scheme or port. Where it names another host, nothing that is meant
    /// for it goes there but the request.
    /// </summary>
    private Task<RegistryAnswer> AtAsync(Uri address, RegistryRequest request, CancellationToken token)
    {
        var target = !request.Uri.IsAbsoluteUri ? new Uri(address, request.Uri)
            : request.Uri.Host == address.Host ? new Uri(address.GetLeftPart(UriPartial.Authority) + request.Uri.PathAndQuery)
            : RegistryRequest.StaysEncrypted(address, request.Uri) ? request.Uri
            : throw new RegistryTransportException(TransportFailure.Malformed, $"It wants the upload at {request.Display}, which is not encrypted.");
        return _transport.SendAsync((request with { Uri = address }).RedirectedTo(target), token);
    }

    private delegate Problem Explanation(ImageReference reference, string domain, string why, FoundCredentials? found, IReadOnlyList<string> places);

    private RegistryTransport Transport() =>
        new(new RegistryTrust(verify: !_insecure, RegistryCertificates.Load(_host, _address.Domain, _access.CertDir)), EnvironmentProxy.Of(_host));
}
