using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Cake.MultiArch.Registry;

/// <summary>
/// Sends one request over HTTP and reads an answer of limited size. It follows redirects itself, because credentials must not go to another
/// host.
/// </summary>
internal sealed class RegistryTransport : IDisposable
{
    private const int MaxRedirects = 5;

    /// <summary>How often a request is repeated whose answer is not HTTP. Several connections can be in that state at once.</summary>
    private const int MaxBrokenAnswers = 2;

    /// <summary>In bytes.</summary>
    private const int MaxErrorContent = 64 * 1024;

    private readonly RegistryTrust _trust;
    private readonly HttpClient _client;

    /// <summary>The servers that have answered, so that a connection to one may be used again.</summary>
    private readonly ConcurrentDictionary<string, bool> _answered = new(StringComparer.Ordinal);

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
    /// The limit for a request with its redirects and its answer. A request that sends or streams content has no limit as a whole. Then
    /// this is the limit for a time without any progress.
    /// </summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The limit for the answer after all content was sent. A registry with an object storage copies the content first.</summary>
    public TimeSpan StoreLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Which redirects to follow. A redirect from TLS to plain HTTP is refused in any case.</summary>
    public Func<Uri, bool> MayFollow { get; init; } = _ => true;

    /// <exception cref="RegistryTransportException">The server did not answer, or its answer cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<RegistryAnswer> SendAsync(RegistryRequest request, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeLimit);
        RegistryContent? content = null;
        var broken = 0;
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                content = request.Body is { } body
                    ? new RegistryContent(body, sent => limit.CancelAfter(sent < body.Size ? TimeLimit : StoreLimit))
                    : null;
                using var message = Message(request, content);
                HttpResponseMessage? answer = null;
                try
                {
                    answer = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                }
                catch (HttpRequestException e) when (
                    e.HttpRequestError == HttpRequestError.InvalidResponse
                    && _answered.ContainsKey(request.Uri.Authority)
                    && broken++ < MaxBrokenAnswers)
                {
                    // On a connection that is used again, the rest of another answer can come first. This connection is closed now.
                    continue;
                }

                using var response = answer;
                _answered[request.Uri.Authority] = true;
                if (response.StatusCode == HttpStatusCode.ExpectationFailed && request.Body is { AsksFirst: true } asking)
                {
                    // This server does not support asking first: https://www.rfc-editor.org/rfc/rfc9110#section-15.5.18.
                    request = request with { Body = asking with { AsksFirst = false } };
                    continue;
                }

                if (Redirection(request, response) is not { } target)
                {
                    return await ReadAsync(request, response, limit);
                }

                if (redirects == MaxRedirects)
                {
                    throw new RegistryTransportException(
                        TransportFailure.Malformed, $"{request.Display} redirected more than {MaxRedirects} times.");
                }

                request = request.RedirectedTo(target);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            throw new OperationCanceledException(token);
        }
        catch (OperationCanceledException e)
        {
            var why = e.InnerException is TimeoutException timeout ? timeout.Message : TooLate(request, content);
            throw new RegistryTransportException(TransportFailure.TimedOut, why, e);
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

    private static TransportFailure Interruption(RegistryContent? content) =>
        content is null ? TransportFailure.Interrupted : TransportFailure.UploadInterrupted;

    private string TooLate(RegistryRequest request, RegistryContent? content)
    {
        if (request.Body is not { } body)
        {
            return request.Receive is null
                ? $"No answer within {TimeLimit.TotalSeconds:0.#} seconds."
                : $"No data arrived for {TimeLimit.TotalSeconds:0.#} seconds.";
        }

        return content?.Sent == body.Size
            ? $"No answer within {StoreLimit.TotalSeconds:0.#} seconds after all {body.Size} bytes were sent."
            : $"The registry accepted no data for {TimeLimit.TotalSeconds:0.#} seconds, after {content?.Sent ?? 0} of {body.Size} bytes.";
    }

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
        // A client may change the method of a request after these, so only requests that read follow them.
        var isForReading = response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther;
        var isForAll = response.StatusCode is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
        var isFollowed = request.Form is null && (isForAll || (isForReading && request.IsRead));
        if (!isFollowed || response.Headers.Location is not { } location)
        {
            return null;
        }

        var target = new Uri(request.Uri, location);
        var isAllowed = RegistryRequest.StaysEncrypted(request.Uri, target)
            || (target.Scheme == Uri.UriSchemeHttp && request.IsRead && !_trust.Verify);
        if (!isAllowed || !MayFollow(target))
        {
            throw new RegistryTransportException(
                TransportFailure.Malformed,
                $"{request.Display} redirected to {RegistryRequest.Show(target)}, which is not encrypted.");
        }

        // A registry may redirect to a storage whose links are signed only for GET. HEAD needs no more than this redirect.
        return request.Method == HttpMethod.Head && !RegistryRequest.HaveOneOrigin(request.Uri, target) ? null : target;
    }

    private async Task<RegistryAnswer> ReadAsync(RegistryRequest request, HttpResponseMessage response, CancellationTokenSource limit) =>
        new(request.Uri, response.StatusCode, await ContentAsync(request, response, limit))
        {
            ContentLength = response.Content.Headers.ContentLength,
            MediaType = response.Content.Headers.ContentType?.MediaType,
            ContentDigest = Header(response, "Docker-Content-Digest"),
            Challenges = [.. response.Headers.WwwAuthenticate],
            Location = response.Headers.Location is { } location ? new Uri(request.Uri, location) : null,
            RateLimit = RateLimit.Parse(Header(response, "ratelimit-limit"), Header(response, "ratelimit-remaining")),
            Date = response.Headers.Date,
            RetryAfter = response.Headers.RetryAfter is not { } retry ? null : retry.Delta ?? retry.Date - DateTimeOffset.UtcNow,
        };

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private async Task<byte[]> ContentAsync(RegistryRequest request, HttpResponseMessage response, CancellationTokenSource limit)
    {
        if (request.Method == HttpMethod.Head)
        {
            return [];
        }

        if (!response.IsSuccessStatusCode)
        {
            return await ReadBeginningAsync(response.Content, MaxErrorContent, limit.Token);
        }

        return request.Receive is { } receive
            ? await ReceiveAsync(receive, response.Content, limit)
            : await ReadWholeAsync(request, response.Content, limit.Token);
    }

    private async Task<byte[]> ReceiveAsync(
        Func<Stream, CancellationToken, Task> receive, HttpContent content, CancellationTokenSource limit)
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
        if (bytes is null || bytes.Length > request.MaxContent)
        {
            throw new RegistryTransportException(TransportFailure.TooLarge, $"The answer is larger than {request.MaxContent} bytes.");
        }

        return bytes;
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
        var isTimeout = e.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut };

        // SslStream throws this when the first bytes are not a TLS record.
        var isPlain = e.InnerException is AuthenticationException { InnerException: null };
        var (failure, message) = e.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => (TransportFailure.UnknownHost, e.Message),
            HttpRequestError.ConnectionError when isTimeout => (TransportFailure.TimedOut, e.Message),
            HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => (TransportFailure.NotConnected, e.Message),
            HttpRequestError.SecureConnectionError when _trust.Rejection is { } rejection => (TransportFailure.Certificate, rejection),
            HttpRequestError.SecureConnectionError when isPlain => (TransportFailure.NotTls, "It does not speak TLS."),
            HttpRequestError.SecureConnectionError =>
                (TransportFailure.Handshake, (e.InnerException?.InnerException ?? e.InnerException ?? e).Message),
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => (TransportFailure.Malformed, e.Message),
            _ => (interruption, (e.InnerException ?? e).Message),
        };
        return new RegistryTransportException(failure, message, e);
    }
}
