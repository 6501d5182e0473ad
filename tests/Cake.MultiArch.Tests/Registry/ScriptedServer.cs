using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Cake.MultiArch.Tests.Registry;

/// <summary>A request as it came over the wire; each character of the body is a byte of it.</summary>
internal sealed record ScriptedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Target.Split('?')[0];

    public string Query => Uri.UnescapeDataString(Target[Path.Length..]);

    public byte[] Bytes => Encoding.Latin1.GetBytes(Body);

    public string? Authorization => Headers.GetValueOrDefault("authorization");
}

/// <summary>What is sent back: exactly this, and then the connection is closed.</summary>
internal sealed record ScriptedResponse(int Status = 200, string ContentType = "application/json")
{
    public byte[] Content { get; init; } = [];

    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>The connection ends without an answer.</summary>
    public static ScriptedResponse Hangup { get; } = new() { IsHangup = true };

    /// <summary>The connection is held open and nothing is said.</summary>
    public static ScriptedResponse Silence { get; } = new();

    public bool IsHangup { get; init; }

    /// <summary>Whether half of the request's body is read first; of an answer to a head.</summary>
    public bool IsMidway { get; init; }

    /// <summary>The length that is promised; null for that of the content.</summary>
    public int? ContentLength { get; init; }

    public static ScriptedResponse Json(string json, int status = 200) => new(status) { Content = Encoding.UTF8.GetBytes(json) };

    public static ScriptedResponse Unauthorized(string challenge) => new(401) { Headers = ["WWW-Authenticate: " + challenge] };

    public static ScriptedResponse Redirect(string location, int status = 307) => new(status) { Headers = ["Location: " + location] };
}

/// <summary>A server on a free loopback port that answers as a test tells it to, and keeps what it was asked.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<ScriptedRequest, ScriptedResponse?> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly CancellationTokenSource _closing = new();

    /// <param name="answer">The answer to a request; null to hold the connection open and say nothing.</param>
    /// <param name="certificate">For a server that speaks TLS.</param>
    public ScriptedServer(Func<ScriptedRequest, ScriptedResponse?> answer, X509Certificate2? certificate = null)
    {
        _answer = answer;
        _certificate = certificate;
        _listener.Start();
        Authority = _listener.LocalEndpoint.ToString()!;
        _ = AcceptAsync();
    }

    public string Authority { get; }

    public string Url => $"{(_certificate is null ? "http" : "https")}://{Authority}";

    public ConcurrentQueue<ScriptedRequest> Requests { get; } = new();

    /// <summary>An answer to the head of a request, whose body is then left unread; null to read it.</summary>
    public Func<ScriptedRequest, ScriptedResponse?> OnHead { get; init; } = _ => null;

    /// <summary>Whether a client has to show a certificate of its own; its subject is then sent along as a header.</summary>
    public bool WantsClientCertificate { get; init; }

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Stop();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            Stream stream = client.GetStream();
            var subject = "";
            if (_certificate is null && await SpeaksTlsAsync(client))
            {
                // As web servers answer what they cannot read. What is left unread would reset the connection.
                _ = await stream.ReadAsync(new byte[16 * 1024]);
                await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"u8.ToArray());
                return;
            }

            if (_certificate is not null)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificate = _certificate,
                    ClientCertificateRequired = WantsClientCertificate,
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    {
                        subject = certificate?.Subject ?? "";
                        return !WantsClientCertificate || certificate is not null;
                    },
                });
                stream = tls;
            }

            using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
            var request = await ReadHeadAsync(reader, subject);
            var response = OnHead(request);
            if (response is null or { IsMidway: true })
            {
                request = await ReadBodyAsync(reader, stream, request, response is null ? 1 : 0.5);
            }

            Requests.Enqueue(request);
            response ??= _answer(request) ?? ScriptedResponse.Silence;
            if (response.IsHangup)
            {
                return;
            }

            if (ReferenceEquals(response, ScriptedResponse.Silence))
            {
                await Task.Delay(Timeout.Infinite, _closing.Token);
            }

            var head =
                $"HTTP/1.1 {response.Status} Scripted\r\nContent-Type: {response.ContentType}\r\nContent-Length: {response.ContentLength ?? response.Content.Length}\r\n"
                + string.Concat(response.Headers.Select(header => header + "\r\n"))
                + "Connection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
            if (request.Method != "HEAD")
            {
                await stream.WriteAsync(response.Content);
            }

            await stream.FlushAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away; whether that is right is for the test to say.
        }
    }

    /// <summary>The first byte of a TLS record is that of a handshake, https://www.rfc-editor.org/rfc/rfc8446#section-5.1.</summary>
    private static async Task<bool> SpeaksTlsAsync(TcpClient client)
    {
        var first = new byte[1];
        return await client.Client.ReceiveAsync(first, SocketFlags.Peek) == 1 && first[0] == 22;
    }

    private static async Task<ScriptedRequest> ReadHeadAsync(StreamReader reader, string subject)
    {
        var line = (await reader.ReadLineAsync() ?? throw new IOException("No request.")).Split(' ');
        if (line.Length != 3)
        {
            throw new IOException("Not HTTP.");
        }

        var headers = new Dictionary<string, string> { ["client-certificate"] = subject };
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
        {
            headers[header.Split(": ", 2)[0].ToLowerInvariant()] = header.Split(": ", 2)[1];
        }

        return new ScriptedRequest(line[0], line[1], headers, "");
    }

    private static async Task<ScriptedRequest> ReadBodyAsync(StreamReader reader, Stream stream, ScriptedRequest request, double part)
    {
        if (request.Headers.ContainsKey("expect"))
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
        }

        var length = int.Parse(request.Headers.GetValueOrDefault("content-length", "0"), System.Globalization.CultureInfo.InvariantCulture);
        var body = new char[(int)(length * part)];
        if (body.Length > 0 && await reader.ReadBlockAsync(body) < body.Length)
        {
            throw new IOException("The request ended before its body did.");
        }

        return request with { Body = new string(body) };
    }
}
