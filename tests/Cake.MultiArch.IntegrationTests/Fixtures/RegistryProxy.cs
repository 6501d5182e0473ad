using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Cake.MultiArch.IntegrationTests.Fixtures;

/// <summary>What a proxy does to an upload.</summary>
public enum ProxyFault
{
    /// <summary>It changes a bit of the content.</summary>
    Garble,

    /// <summary>It takes no content of this size.</summary>
    TooLarge,
}

/// <summary>A request that went through a proxy.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">The path and query.</param>
/// <param name="Bytes">The size of the content, in bytes.</param>
/// <param name="Status">What the registry answered; 0 when it was not asked.</param>
public sealed record ProxiedRequest(string Method, string Target, long Bytes, int Status);

/// <summary>What a registry answers to a request for content, and what a client is given instead.</summary>
/// <param name="Content">The content; of a HEAD request empty.</param>
/// <param name="Length">The size that is stated; null for none.</param>
/// <param name="Digest">The Docker-Content-Digest header; null for none.</param>
public sealed record ProxiedAnswer(byte[] Content, long? Length, string? Digest);

/// <summary>Stands before a registry on a loopback port, counts what goes to it, and spoils uploads on demand.</summary>
public sealed class RegistryProxy : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly string _registry;

    public RegistryProxy(LoopbackRegistry registry)
    {
        _registry = registry.Url;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add($"http://{Address}/");
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Host and port, as in an image reference.</summary>
    public string Address { get; }

    /// <summary>What went through, in the order in which it was answered.</summary>
    public ConcurrentQueue<ProxiedRequest> Requests { get; } = new();

    /// <summary>What happens to the next uploads (PUT), one each.</summary>
    public ConcurrentQueue<ProxyFault> Faults { get; } = new();

    /// <summary>
    /// The status that a request is answered with in the registry's place; null to forward it. What it does before, it does in between.
    /// </summary>
    public Func<string, string, Task<int?>> Refuse { get; set; } = (_, _) => Task.FromResult<int?>(null);

    /// <summary>Changes the registry's good answer to a request, by its method and target.</summary>
    public Func<string, string, ProxiedAnswer, Task<ProxiedAnswer>> Alter { get; set; } = (_, _, answer) => Task.FromResult(answer);

    public void Dispose()
    {
        _listener.Close();
        _client.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => ForwardAsync(context));
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test is done.
            }
        }
    }

    private async Task ForwardAsync(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var target = request.RawUrl!;

        // The listener ends a content of unknown length with bytes that a client can take for the beginning of the next answer.
        response.ContentLength64 = 0;
        ProxyFault? fault = request.HttpMethod == "PUT" && Faults.TryDequeue(out var next) ? next : null;
        if (fault is ProxyFault.TooLarge)
        {
            Requests.Enqueue(new ProxiedRequest(request.HttpMethod, target, 0, 0));
            response.StatusCode = 413;
            response.Close();
            return;
        }

        if (await Refuse(request.HttpMethod, target) is { } refusal)
        {
            Requests.Enqueue(new ProxiedRequest(request.HttpMethod, target, 0, 0));
            response.StatusCode = refusal;
            response.Close();
            return;
        }

        var content = new byte[request.ContentLength64 > 0 ? request.ContentLength64 : 0];
        await request.InputStream.ReadExactlyAsync(content);
        if (fault is ProxyFault.Garble)
        {
            content[0] ^= 1;
        }

        using var message = new HttpRequestMessage(new HttpMethod(request.HttpMethod), _registry + target);
        message.Headers.Host = Address;
        if (request.Headers["Authorization"] is { } authorization)
        {
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (request.Headers["Accept"] is { } accept)
        {
            message.Headers.TryAddWithoutValidation("Accept", accept);
        }

        if (request.HttpMethod is "PUT" or "POST")
        {
            message.Content = new ByteArrayContent(content);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }

        using var answer = await _client.SendAsync(message);
        Requests.Enqueue(new ProxiedRequest(request.HttpMethod, target, content.Length, (int)answer.StatusCode));
        response.StatusCode = (int)answer.StatusCode;
        foreach (var name in new[] { "Location", "WWW-Authenticate" })
        {
            if (answer.Headers.TryGetValues(name, out var values))
            {
                response.AddHeader(name, values.First());
            }
        }

        var given = new ProxiedAnswer(
            await answer.Content.ReadAsByteArrayAsync(),
            answer.Content.Headers.ContentLength,
            answer.Headers.TryGetValues("Docker-Content-Digest", out var digests) ? digests.First() : null);
        if (answer.IsSuccessStatusCode)
        {
            given = await Alter(request.HttpMethod, target, given);
        }

        if (given.Digest is { } digest)
        {
            response.AddHeader("Docker-Content-Digest", digest);
        }

        response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (request.HttpMethod == "HEAD")
        {
            response.ContentLength64 = answer.IsSuccessStatusCode ? given.Length ?? 0 : 0;
        }
        else
        {
            response.ContentLength64 = given.Content.Length;
            await response.OutputStream.WriteAsync(given.Content);
        }

        response.Close();
    }
}
