using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Tests.Registry;

public sealed class TlsTests : RegistryTest
{
    private readonly TestCertificates _certificates = new();
    private readonly List<string> _askedAbout = [];

    public override void Dispose()
    {
        _certificates.Dispose();
        base.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(true)]
    public async Task An_authority_that_nobody_vouches_for_is_not_trusted(bool? tlsVerify)
    {
        using var server = ServeTls();
        var problem = await FailAsync(() => Client(new RegistryAccess(tlsVerify), Listed(false)).GetManifestAsync(Image(server), Token));
        problem.Id.ShouldBe("MA1504");
        problem.Why.ShouldBe("Its certificate was issued by Test Authority, which this machine does not trust.");
        problem.Repair.ShouldContain($"/etc/containers/certs.d/{server.Authority}/ca.crt");
        problem.Repair.ShouldContain("--tls-verify=false");
        server.Requests.ShouldBeEmpty();
        _askedAbout.Count.ShouldBe(tlsVerify is null ? 1 : 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_authority_in_the_folder_of_cert_dir_is_trusted(bool der)
    {
        using var server = ServeTls();
        Directory.CreateDirectory(Path.Combine(Folder, "certs"));
        await File.WriteAllBytesAsync(
            Path.Combine(Folder, "certs/own.crt"),
            der ? _certificates.AuthorityDer : System.Text.Encoding.ASCII.GetBytes(_certificates.AuthorityPem),
            Token
        );
        await Client(new RegistryAccess(CertDir: "certs"), Listed(false)).GetManifestAsync(Image(server), Token);
        _askedAbout.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_authority_in_the_users_certs_d_is_trusted_for_its_registry_only()
    {
        using var server = ServeTls();
        using var other = ServeTls();
        Write($"home/.config/containers/certs.d/{server.Authority}/ca.crt", _certificates.AuthorityPem);
        var client = Client(new RegistryAccess());
        await client.GetManifestAsync(Image(server), Token);
        (await FailAsync(() => client.GetManifestAsync(Image(other), Token))).Id.ShouldBe("MA1504");
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_not_trusted_whoever_issued_it()
    {
        using var server = ServeTls(address: "192.0.2.1");
        Write("certs/ca.crt", _certificates.AuthorityPem);
        (await FailAsync(() => Client(new RegistryAccess(CertDir: "certs")).GetManifestAsync(Image(server), Token))).Why
            .ShouldBe("Its certificate is for another host: 192.0.2.1.");
    }

    [Fact]
    public async Task A_certificate_that_has_expired_is_not_trusted()
    {
        using var server = ServeTls(validForHours: -1);
        Write("certs/ca.crt", _certificates.AuthorityPem);
        (await FailAsync(() => Client(new RegistryAccess(CertDir: "certs")).GetManifestAsync(Image(server), Token))).Why
            .ShouldStartWith("Its certificate is only valid from ");
    }

    [Fact]
    public async Task A_client_certificate_is_shown_to_a_registry_that_wants_one()
    {
        using var server = Own(new ScriptedServer(_ => IndexResponse, _certificates.Issue("registry")) { WantsClientCertificate = true });
        using var own = _certificates.Issue("the client");
        Write("certs/ca.crt", _certificates.AuthorityPem);
        Write("certs/client.cert", own.ExportCertificatePem());
        Write("certs/client.key", own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await Client(new RegistryAccess(CertDir: "certs")).GetManifestAsync(Image(server), Token);
        server.Requests.ShouldHaveSingleItem().Headers["client-certificate"].ShouldBe("CN=the client");
    }

    [Theory]
    [InlineData("client.cert", "client.key is missing")]
    [InlineData("client.key", "client.cert is missing")]
    [InlineData("broken.crt", "")]
    public async Task A_folder_of_certificates_that_cannot_be_used_is_named(string file, string why)
    {
        using var server = ServeTls();
        Write("certs/" + file, "nonsense");
        var problem = await FailAsync(() => Client(new RegistryAccess(CertDir: "certs")).GetManifestAsync(Image(server), Token));
        problem.Id.ShouldBe("MA1516");
        problem.Where.ShouldBe(Path.Combine(Folder, "certs", file));
        problem.Why.ShouldContain(why);
    }

    [Fact]
    public async Task A_named_folder_of_certificates_that_is_not_there_is_named()
    {
        using var server = ServeTls();
        (await FailAsync(() => Client(new RegistryAccess(CertDir: "nowhere")).GetManifestAsync(Image(server), Token))).Id.ShouldBe(
            "MA1516"
        );
    }

    [Fact]
    public async Task Without_verification_any_certificate_will_do()
    {
        using var server = ServeTls(address: "192.0.2.1", validForHours: -1);
        await Client(new RegistryAccess(TlsVerify: false), Listed(false)).GetManifestAsync(Image(server), Token);
        _askedAbout.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(true)]
    public async Task Plain_HTTP_is_not_used_unasked_and_nothing_is_sent_over_it(bool? tlsVerify)
    {
        using var server = Serve(_ => IndexResponse);
        var problem = await FailAsync(() => Client(new RegistryAccess(tlsVerify), Listed(false)).GetManifestAsync(Image(server), Token));
        problem.Id.ShouldBe("MA1505");
        problem.Repair.ShouldContain("--tls-verify=false");
        server.Requests.ShouldBeEmpty();
        _askedAbout.Count.ShouldBe(tlsVerify is null ? 1 : 0);
    }

    [Fact]
    public async Task A_registry_that_registries_conf_calls_insecure_is_read_over_plain_HTTP_and_asked_about_once()
    {
        using var server = Serve(_ => IndexResponse);
        var client = Client(new RegistryAccess(), Listed(true));
        await client.GetManifestAsync(Image(server), Token);
        await client.GetManifestAsync(Image(server), Token);
        _askedAbout.ShouldBe([server.Authority]);
        server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_registry_that_registries_conf_calls_insecure_may_have_any_certificate()
    {
        using var server = ServeTls();
        await Client(new RegistryAccess(), Listed(true)).GetManifestAsync(Image(server), Token);
        _askedAbout.ShouldBe([server.Authority]);
    }

    [Fact]
    public async Task That_registries_conf_calls_a_registry_insecure_does_not_count_against_tls_verify()
    {
        using var server = ServeTls();
        (
            await FailAsync(() => Client(new RegistryAccess(TlsVerify: true), Listed(true)).GetManifestAsync(Image(server), Token))
        ).Id.ShouldBe("MA1504");
    }

    [Fact]
    public async Task A_redirect_from_HTTPS_to_plain_HTTP_is_not_followed()
    {
        using var plain = Serve(_ => IndexResponse);
        using var server = Own(new ScriptedServer(_ => ScriptedResponse.Redirect(plain.Url + "/signed"), _certificates.Issue("registry")));
        Write("certs/ca.crt", _certificates.AuthorityPem);
        var problem = await FailAsync(() => Client(new RegistryAccess(CertDir: "certs")).GetManifestAsync(Image(server), Token));
        problem.Id.ShouldBe("MA1520");
        problem.Why.ShouldContain("not encrypted");
        plain.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Credentials_do_not_go_to_a_token_service_over_plain_HTTP()
    {
        using var server = Own(
            new ScriptedServer(
                _ => ScriptedResponse.Unauthorized("Bearer realm=\"http://auth.example.com/token\",service=\"x\""),
                _certificates.Issue("registry")
            )
        );
        Write("certs/ca.crt", _certificates.AuthorityPem);
        Write("auth.json", $$"""{"auths":{"{{server.Authority}}":{"auth":"{{Pair("ci", "s3cret")}}"} } }""");
        var problem = await FailAsync(() =>
            Client(new RegistryAccess(AuthFile: "auth.json", CertDir: "certs")).GetManifestAsync(Image(server), Token)
        );
        problem.Id.ShouldBe("MA1519");
        problem.Why.ShouldContain("http://auth.example.com/token");
        problem.ToString().ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_registry_that_wants_a_client_certificate_and_gets_none_ends_the_connection()
    {
        using var server = Own(new ScriptedServer(_ => IndexResponse, _certificates.Issue("registry")) { WantsClientCertificate = true });
        Write("certs/ca.crt", _certificates.AuthorityPem);
        var problem = await FailAsync(() => Client(new RegistryAccess(CertDir: "certs")).GetManifestAsync(Image(server), Token));

        // TLS 1.3 tells the client after it has taken the connection for made.
        problem.Id.ShouldBe("MA1507");
        problem.Kind.Meaning.ShouldContain("client certificate");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    public async Task A_port_that_hangs_up_on_TLS_is_said_to_do_so(bool? tlsVerify)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = HangUpAsync(listener);
        var image = ImageReference.Parse($"{listener.LocalEndpoint}/web:1");
        (await FailAsync(() => Client(new RegistryAccess(tlsVerify)).GetManifestAsync(image, Token))).Id
            .ShouldBe(tlsVerify is null ? "MA1506" : "MA1507", "where plain HTTP is allowed, what came of that is said");
    }

    private static async Task HangUpAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(Token);
                await client.Client.ReceiveAsync(new byte[1024]);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    }

    private ScriptedServer ServeTls(string address = "127.0.0.1", int validForHours = 24) =>
        Own(new ScriptedServer(_ => IndexResponse, _certificates.Issue("registry", address, validForHours)));

    private Func<string, CancellationToken, Task<bool>> Listed(bool insecure) => (registry, _) =>
    {
        _askedAbout.Add(registry);
        return Task.FromResult(insecure);
    };
}
