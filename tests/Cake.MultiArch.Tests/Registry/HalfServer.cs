using System.Net;
using System.Net.Sockets;

namespace Cake.MultiArch.Tests.Registry;

/// <summary>A server that begins its answer, and then says nothing more.</summary>
internal sealed class HalfServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private TcpClient? _client;

    public HalfServer()
    {
        _listener.Start();
        Uri = new Uri($"http://{_listener.LocalEndpoint}/");
        _ = AnswerAsync();
    }

    public Uri Uri { get; }

    public void Dispose()
    {
        _client?.Dispose();
        _listener.Stop();
    }

    private async Task AnswerAsync()
    {
        _client = await _listener.AcceptTcpClientAsync();
        await _client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin"u8.ToArray());
    }
}
