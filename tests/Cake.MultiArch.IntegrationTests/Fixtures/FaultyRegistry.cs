using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cake.MultiArch.IntegrationTests.Fixtures;

/// <summary>
/// What answers like a registry on a loopback port, lets everybody in, has nothing, and refuses all else with one answer.
/// </summary>
public sealed class FaultyRegistry : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly int _status;
    private readonly string _body;

    /// <param name="status">The HTTP status of a refusal.</param>
    /// <param name="code">The code of the error in it.</param>
    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes</remarks>
    public FaultyRegistry(int status, string code)
    {
        _status = status;
        _body = $$"""{"errors":[{"code":"{{code}}","message":"as the test wants it"}]}""";
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add($"http://{Address}/");
        _listener.Start();
        _ = AnswerAsync();
    }

    /// <summary>Host and port, as in an image reference.</summary>
    public string Address { get; }

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                await AnswerAsync(context.Request, context.Response);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test is done, or podman has gone away.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerRequest request, HttpListenerResponse response)
    {
        response.StatusCode = request.Url!.AbsolutePath == "/v2/" ? 200 : request.HttpMethod == "HEAD" ? 404 : _status;

        // Podman waits as long as it is told before it asks again.
        response.AddHeader("Retry-After", "0");
        response.ContentType = "application/json";
        if (request.HttpMethod != "HEAD")
        {
            await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(response.StatusCode == 200 ? "{}" : _body));
        }

        response.Close();
    }
}
