using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cake.MultiArch.IntegrationTests.Git;

/// <summary>
/// Serves the repositories of a folder over HTTP with <c>git http-backend</c>, as a web server does by CGI, and writes down which
/// credentials it was sent.
/// </summary>
public sealed class GitHttpServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _folder;

    public GitHttpServer(string folder)
    {
        _folder = folder;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}/";

    /// <summary>The user and password that are asked for, as <c>user:password</c>; null to serve everybody.</summary>
    public string? Account { get; init; }

    /// <summary>False for a server that only speaks the first protocol and hands out nothing but the tips of branches.</summary>
    public bool SpeaksVersion2 { get; init; } = true;

    /// <summary>Where every request is sent to instead.</summary>
    public string? RedirectTo { get; init; }

    /// <summary>Never answers.</summary>
    public bool Hangs { get; init; }

    /// <summary>What Git LFS is served: the content of an object by its identifier.</summary>
    public ConcurrentDictionary<string, byte[]> LargeFiles { get; } = new();

    /// <summary>The Authorization header of every request that had one, decoded.</summary>
    public ConcurrentQueue<string> Credentials { get; } = new();

    public ConcurrentQueue<string> Requests { get; } = new();

    public void Dispose() => _listener.Close();

    private async Task AcceptAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var request = context.Request;
        var path = request.Url!.AbsolutePath;
        Requests.Enqueue($"{request.HttpMethod} {path}");
        if (request.Headers["Authorization"] is { } authorization)
        {
            Credentials.Enqueue(Encoding.UTF8.GetString(Convert.FromBase64String(authorization["Basic ".Length..])));
        }

        if (Hangs)
        {
            return;
        }

        if (RedirectTo is not null)
        {
            context.Response.Redirect(RedirectTo + request.RawUrl![1..]);
        }
        else if (Account is not null && !Credentials.Contains(Account))
        {
            context.Response.StatusCode = 401;
            context.Response.AddHeader("WWW-Authenticate", "Basic realm=\"git\"");
        }
        else if (path.Contains("/info/lfs/", StringComparison.Ordinal))
        {
            await AnswerLargeFilesAsync(context);
        }
        else
        {
            await AnswerGitAsync(context);
        }

        context.Response.Close();
    }

    /// <remarks>https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md</remarks>
    private async Task AnswerLargeFilesAsync(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        var body = await new StreamReader(context.Request.InputStream).ReadToEndAsync();
        if (path.EndsWith("/objects/batch", StringComparison.Ordinal))
        {
            var objects = Newtonsoft.Json.Linq.JObject.Parse(body)["objects"]!.Select(wanted =>
            {
                var id = (string)wanted["oid"]!;
                var answer = LargeFiles.ContainsKey(id)
                    ? $"\"actions\":{{\"download\":{{\"href\":\"{Url}info/lfs/{id}\"}}}}"
                    : "\"error\":{\"code\":404,\"message\":\"Object does not exist\"}";
                return $"{{\"oid\":\"{id}\",\"size\":{wanted["size"]},\"authenticated\":true,{answer}}}";
            });
            context.Response.ContentType = "application/vnd.git-lfs+json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes($"{{\"objects\":[{string.Join(',', objects)}]}}"));
        }
        else if (LargeFiles.TryGetValue(path.Split('/')[^1], out var content))
        {
            await context.Response.OutputStream.WriteAsync(content);
        }
        else
        {
            context.Response.StatusCode = 404;
        }
    }

    private async Task AnswerGitAsync(HttpListenerContext context)
    {
        var request = context.Request;
        var start = new ProcessStartInfo("git", "http-backend") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["GIT_PROJECT_ROOT"] = _folder;
        start.Environment["GIT_HTTP_EXPORT_ALL"] = "1";
        start.Environment["PATH_INFO"] = request.Url!.AbsolutePath;
        start.Environment["QUERY_STRING"] = request.Url.Query.TrimStart('?');
        start.Environment["REQUEST_METHOD"] = request.HttpMethod;
        start.Environment["CONTENT_TYPE"] = request.ContentType ?? "";
        start.Environment["HTTP_CONTENT_ENCODING"] = request.Headers["Content-Encoding"] ?? "";
        start.Environment["GIT_PROTOCOL"] = SpeaksVersion2 ? request.Headers["Git-Protocol"] ?? "" : "";
        foreach (
            var variable in new[] { "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_TRACE2_EVENT", "GIT_TEST_ASSUME_DIFFERENT_OWNER" }
        )
        {
            start.Environment.Remove(variable);
        }

        using var backend = Process.Start(start)!;
        await request.InputStream.CopyToAsync(backend.StandardInput.BaseStream);
        backend.StandardInput.Close();
        using var answer = new MemoryStream();
        await backend.StandardOutput.BaseStream.CopyToAsync(answer);
        await backend.WaitForExitAsync();

        var bytes = answer.ToArray();
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (var header in Encoding.ASCII.GetString(bytes, 0, end).Split("\r\n"))
        {
            var (name, value) = (header.Split(": ", 2)[0], header.Split(": ", 2)[1]);
            if (name == "Status")
            {
                context.Response.StatusCode = int.Parse(value.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
            }
            else
            {
                context.Response.Headers[name] = value;
            }
        }

        await context.Response.OutputStream.WriteAsync(bytes.AsMemory(end + 4));
    }
}
