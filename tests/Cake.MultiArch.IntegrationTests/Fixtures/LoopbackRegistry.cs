using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cake.MultiArch.IntegrationTests.Fixtures;

/// <summary>What a <see cref="LoopbackRegistry"/> asks of its clients.</summary>
public sealed record LoopbackRegistryOptions
{
    /// <summary>The only user, null for a registry that lets everybody in.</summary>
    public string? Username { get; init; }

    /// <summary>The user's password.</summary>
    public string Password { get; init; } = "";

    /// <summary>Whether it speaks HTTPS, with a certificate that only <see cref="LoopbackRegistry.CertDir"/> vouches for.</summary>
    public bool Tls { get; init; }

    /// <summary>Whether it takes no pushes, as in maintenance.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>
    /// How it finds out who asks, where that is not by password: the section <c>auth</c> of its configuration, in one line.
    /// </summary>
    public string? Authentication { get; init; }

    /// <summary>The size of its disk, as for mount (<c>4m</c>); null for all that there is. Needs root.</summary>
    public string? DiskSize { get; init; }

    /// <summary>A folder of another registry's data to start with (it is copied); null to start empty.</summary>
    public string? Seed { get; init; }
}

/// <summary>A real registry (docker-registry) on a free loopback port, with data of its own.</summary>
public sealed class LoopbackRegistry : IAsyncDisposable
{
    private readonly TestFolder _folder = new("registry");
    private readonly LoopbackRegistryOptions _options;
    private Process? _process;

    private LoopbackRegistry(LoopbackRegistryOptions options)
    {
        _options = options;
        Port = FreePort();
    }

    public int Port { get; }

    /// <summary>Host and port, as in an image reference.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>The address with its scheme, without a slash at the end.</summary>
    public string Url => $"{(_options.Tls ? "https" : "http")}://{Address}";

    /// <summary>A folder for <c>--cert-dir</c> whose <c>ca.crt</c> vouches for the registry.</summary>
    public string CertDir => _folder.Combine("certs");

    /// <summary>Where the registry keeps its data.</summary>
    public string DataFolder => _folder.Combine("data");

    /// <summary>Starts a registry and waits until it answers.</summary>
    public static async Task<LoopbackRegistry> StartAsync(LoopbackRegistryOptions? options = null)
    {
        var registry = new LoopbackRegistry(options ?? new LoopbackRegistryOptions());
        try
        {
            await registry.StartAsync();
            return registry;
        }
        catch
        {
            await registry.DisposeAsync();
            throw;
        }
    }

    /// <summary>An HTTP client that trusts the registry's certificate and sends the user's credentials.</summary>
    public HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler();
        if (_options.Tls)
        {
            var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            trust.CustomTrustStore.ImportFromPemFile(Path.Combine(CertDir, "ca.crt"));
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust };
        }

        var client = new HttpClient(handler) { BaseAddress = new Uri(Url) };
        if (_options.Username is { } username)
        {
            var pair = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{username}:{_options.Password}"));
            client.DefaultRequestHeaders.Authorization = new("Basic", pair);
        }

        return client;
    }

    /// <summary>Stops answering, as a registry that is down; the data stay until disposal.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _folder.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task StartAsync()
    {
        Directory.CreateDirectory(DataFolder);
        if (_options.DiskSize is { } size)
        {
            await TestFolder.MountAsync(DataFolder, "size=" + size);
        }

        if (_options.Seed is { } seed)
        {
            _ = (await TestProgram.RunAsync("cp", "-a", seed + "/.", DataFolder)).Text;
        }

        var config = _folder.Write("config.yml", await ConfigurationAsync());
        var start = new ProcessStartInfo("docker-registry", ["serve", config])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var log = new List<string>();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        using var client = CreateClient();
        var patience = Stopwatch.StartNew();
        while (!await AnswersAsync(client))
        {
            if (_process.HasExited || patience.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new InvalidOperationException("docker-registry does not answer.\n" + string.Join('\n', log));
            }

            await Task.Delay(20);
        }

        void Keep(string? line)
        {
            lock (log)
            {
                log.Add(line ?? "");
            }
        }
    }

    private async Task<bool> AnswersAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/v2/", UriKind.Relative));
            return answer.IsSuccessStatusCode || (_options.Authentication is not null && answer.StatusCode == HttpStatusCode.Unauthorized);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <remarks>https://distribution.github.io/distribution/about/configuration/</remarks>
    private async Task<string> ConfigurationAsync()
    {
        var text = $$"""
            version: 0.1
            log: {level: warn}
            storage:
              filesystem: {rootdirectory: "{{DataFolder}}"}
              delete: {enabled: true}
              maintenance: {readonly: {enabled: {{(_options.ReadOnly ? "true" : "false")}} } }
            http:
              addr: {{Address}}

            """;
        if (_options.Tls)
        {
            WriteCertificate();
            text += $"  tls: {{certificate: {CertDir}/ca.crt, key: {_folder.Combine("server.key")}}}\n";
        }

        if (_options.Authentication is { } authentication)
        {
            text += $"auth: {authentication}\n";
        }

        if (_options.Username is { } username)
        {
            const string Crypt = """print "$ARGV[0]:" . crypt($ARGV[1], '$2y$05$abcdefghijklmnopqrstuu') . "\n" """;
            var line = (await TestProgram.RunAsync("perl", "-e", Crypt, username, _options.Password)).Text;
            text += $"auth: {{htpasswd: {{realm: test, path: {_folder.Write("htpasswd", line + "\n")}}}}}\n";
        }

        return text;
    }

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=loopback registry", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _folder.Write("certs/ca.crt", certificate.ExportCertificatePem());
        _folder.Write("server.key", key.ExportPkcs8PrivateKeyPem());
    }
}
