using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Cake.MultiArch.Registry;

/// <summary>
/// Sends one request over HTTP and reads a bounded answer. It follows redirects itself, because credentials must not follow to
/// another host.
/// </summary>
internal sealed class RegistryTransport : IDisposable
{
    private const int MaxRedirects = 5;

    /// <summary>Bytes that are read of an answer that is an error.</summary>
    private const int MaxErrorContent = 64 * 1024;

    private readonly RegistryTrust _trust;
    private readonly HttpClient _client;

    public RegistryTransport(RegistryTrust trust, IWebProxy proxy)
    {
        _trust = trust;
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            Proxy = proxy,
            SslOptions = trust.Options(),
            PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new EarlyAnswerStream(context.PlaintextStream)),
        })
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>
    /// How long one request may take, with its redirects and its answer's content; and how long nothing of a request's own
    /// content may be taken, or nothing may come of what is received, however long all of it takes.
    /// </summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the answer may take once content has been sent: a registry in an object storage copies it first.</summary>
    public TimeSpan StoreLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where a redirect may lead, beside what is never allowed: from TLS to plain HTTP.</summary>
    public Func<Uri, bool> MayFollow { get; init; } = _ => true;

    /// <exception cref="RegistryTransportException">There was no answer, or none that may be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<RegistryAnswer> SendAsync(RegistryRequest request, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeLimit);
        RegistryContent? content = null;
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                content = request.Body is { } body ? new RegistryContent(body, sent => limit.CancelAfter(sent < body.Size ? TimeLimit : StoreLimit)) : null;
                using var message = Message(request, content);
                using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                if (response.StatusCode == HttpStatusCode.ExpectationFailed && request.Body is { AsksFirst: true } asking)
                {
                    // Who does not know what it was asked wants to be told at once, https://www.rfc-editor.org/rfc/rfc9110#section-15.5.18.
                    request = request with { Body = asking with { AsksFirst = false } };
                    continue;
                }

                if (Redirection(request, response) is not { } target)
                {
                    return await ReadAsync(request, response, limit);
                }

                request = redirects < MaxRedirects
                    ? request.RedirectedTo(target)
                    : throw new RegistryTransportException(TransportFailure.Malformed, $"{request.Display} redirected more than {MaxRedirects} times.");
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            throw new OperationCanceledException(token);
        }
        catch (OperationCanceledException e)
        {
            throw new RegistryTransportException(TransportFailure.TimedOut, e.InnerException is TimeoutException timeout ? timeout.Message : TooLate(request, content), e);
        }
        catch (HttpRequestException e)
        {
            throw Explain(e, Interruption(content));
        }
        catch (IOException e)
        {
            throw new RegistryTransportException(Interruption(content), e.Message, e);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _trust.Dispose();
    }

    private static TransportFailure Interruption(RegistryContent? content) => content is null ? TransportFailure.Interrupted : TransportFailure.UploadInterrupted;

    private string TooLate(RegistryRequest request, RegistryContent? content) =>
        request.Body is not { } body ? request.Receive is null ? $"No answer within {TimeLimit.TotalSeconds:0.#} seconds." : $"Nothing came for {TimeLimit.TotalSeconds:0.#} seconds."
        : content?.Sent == body.Size ? $"No answer within {StoreLimit.TotalSeconds:0.#} seconds after all of the {body.Size} bytes were sent."
        : $"Nothing was taken for {TimeLimit.TotalSeconds:0.#} seconds, after {content?.Sent ?? 0} of {body.Size} bytes.";

    private static HttpRequestMessage Message(RegistryRequest request, RegistryContent? content)
    {
        var message = new HttpRequestMessage(request.Method, request.Uri);
        message.Headers.UserAgent.ParseAdd("Cake.MultiArch");
        message.Headers.Authorization = request.Authorization;
        foreach (var mediaType in request.Accept)
        {
            message.Headers.Accept.ParseAdd(mediaType);
        }

        message.Headers.ExpectContinue = request.Body?.AsksFirst;
        message.Content = request.Form is null ? content : new FormUrlEncodedContent(request.Form);
        return message;
    }

    private Uri? Redirection(RegistryRequest request, HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || request.Form is not null
            || (!request.IsRead && response.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            || response.Headers.Location is not { } location)
        {
            return null;
        }

        var target = new Uri(request.Uri, location);
        var isAllowed = RegistryRequest.StaysEncrypted(request.Uri, target) || (target.Scheme == Uri.UriSchemeHttp && request.IsRead && !_trust.Verify);
        if (!isAllowed || !MayFollow(target))
        {
            throw new RegistryTransportException(TransportFailure.Malformed, $"{request.Display} redirected to {RegistryRequest.Show(target)}, which is not encrypted.");
        }

        // Registries send readers to a storage whose links are signed for GET only; that they do is all that HEAD asks.
        return request.Method == HttpMethod.Head && !RegistryRequest.HaveOneOrigin(request.Uri, target) ? null : target;
    }

    private async Task<RegistryAnswer> ReadAsync(RegistryRequest request, HttpResponseMessage response, CancellationTokenSource limit)
    {
        byte[] content = request.Method == HttpMethod.Head ? []
            : !response.IsSuccessStatusCode ? await ReadBeginningAsync(response.Content, MaxErrorContent, limit.Token)
            : request.Receive is { } receive ? await ReceiveAsync(receive, response.Content, limit)
            : await ReadWholeAsync(request, response.Content, limit.Token);
        return new RegistryAnswer(request.Uri, response.StatusCode, content)
        {
            ContentLength = response.Content.Headers.ContentLength,
            MediaType = response.Content.Headers.ContentType?.MediaType,
            ContentDigest = response.Headers.TryGetValues("Docker-Content-Digest", out var values) ? values.First() : null,
            Challenges = [.. response.Headers.WwwAuthenticate],
            Location = response.Headers.Location is { } location ? new Uri(request.Uri, location) : null,
            RateLimit = RateLimit.Parse(Header("ratelimit-limit"), Header("ratelimit-remaining")),
            Date = response.Headers.Date,
            RetryAfter = response.Headers.RetryAfter is not { } retry ? null : retry.Delta ?? retry.Date - DateTimeOffset.UtcNow,
        };

        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;
    }

    private async Task<byte[]> ReceiveAsync(Func<Stream, CancellationToken, Task> receive, HttpContent content, CancellationTokenSource limit)
    {
        await using var stream = new ReceivedContent(await content.ReadAsStreamAsync(limit.Token), limit, TimeLimit);
        limit.CancelAfter(System.Threading.Timeout.InfiniteTimeSpan);
        await receive(stream, limit.Token);
        return [];
    }

    private static async Task<byte[]> ReadWholeAsync(RegistryRequest request, HttpContent content, CancellationToken token)
    {
        var bytes = content.Headers.ContentLength > request.MaxContent
            ? null
            : await ReadBeginningAsync(content, request.MaxContent + 1, token);
        return bytes?.Length <= request.MaxContent
            ? bytes
            : throw new RegistryTransportException(TransportFailure.TooLarge, $"The answer is larger than {request.MaxContent} bytes.");
    }

    private static async Task<byte[]> ReadBeginningAsync(HttpContent content, long length, CancellationToken token)
    {
        using var stream = await content.ReadAsStreamAsync(token);
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while (bytes.Length < length
            && (read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - bytes.Length)), token)) > 0)
        {
            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    private RegistryTransportException Explain(HttpRequestException e, TransportFailure interruption)
    {
        var (failure, message) = e.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => (TransportFailure.UnknownHost, e.Message),
            HttpRequestError.ConnectionError when e.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut } => (TransportFailure.TimedOut, e.Message),
            HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => (TransportFailure.NotConnected, e.Message),
            HttpRequestError.SecureConnectionError when _trust.Rejection is { } rejection => (TransportFailure.Certificate, rejection),

            // SslStream's way to say that the first bytes were no TLS record.
            HttpRequestError.SecureConnectionError when e.InnerException is AuthenticationException { InnerException: null } => (TransportFailure.NotTls, "It does not speak TLS."),
            HttpRequestError.SecureConnectionError => (TransportFailure.Handshake, (e.InnerException?.InnerException ?? e.InnerException ?? e).Message),
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => (TransportFailure.Malformed, e.Message),
            _ => (interruption, (e.InnerException ?? e).Message),
        };
        return new RegistryTransportException(failure, message, e);
    }
}
