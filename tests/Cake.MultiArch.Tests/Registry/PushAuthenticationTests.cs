using System.Security.Cryptography;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Tests.Registry;

public sealed class PushAuthenticationTests : PushTest
{
    private const string Secret = "s3cret-pass";

    [Fact]
    public async Task Basic_credentials_go_with_every_step()
    {
        using var server = Serve(Basic);
        LogIn(server.Authority, Secret);
        await PushAsync(server, Large);
        server
            .Requests.Select(request => $"{request.Method} {request.Authorization is not null}")
            .ShouldBe(["HEAD False", "HEAD True", "POST True", "PUT True"]);
        Log.Text.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task A_token_that_expires_before_the_content_is_sent_costs_no_content()
    {
        var issued = 0;
        using var tokens = Serve(_ => ScriptedResponse.Json($$"""{"token":"t{{++issued}}"}"""));
        using var server = Own(new ScriptedServer(request => Bearer(request, tokens, $"Bearer t{issued}"))
        {
            OnHead = request => request.Method == "PUT" && request.Authorization == "Bearer t1" ? Challenge(tokens, PushScope) : null,
        });
        (await PushAsync(server, Large)).ShouldBe(BlobTransfer.Uploaded);

        var puts = server.Requests.Where(request => request.Method == "PUT").ToList();
        puts.Select(put => (put.Authorization, put.Body.Length)).ShouldBe([("Bearer t1", 0), ("Bearer t2", Large.Length)]);
        puts[0].Headers["expect"].ShouldBe("100-continue");
        puts[1].Bytes.ShouldBe(Large);
        Opened.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_that_is_found_expired_after_the_content_was_sent_lets_it_be_sent_again()
    {
        var issued = 0;
        using var tokens = Serve(_ => ScriptedResponse.Json($$"""{"token":"t{{++issued}}"}"""));
        using var server = Serve(request => Bearer(request, tokens, request.Method == "PUT" ? "Bearer t2" : $"Bearer t{issued}"));
        (await PushAsync(server, Large)).ShouldBe(BlobTransfer.Uploaded);
        server.Requests.Where(request => request.Method == "PUT").ShouldAllBe(request => request.Bytes.SequenceEqual(Large));
        Opened.ShouldBe(2);
    }

    [Fact]
    public async Task A_mount_asks_for_both_scopes_each_as_a_parameter_of_its_own()
    {
        using var tokens = Serve(request => ScriptedResponse.Json($$"""{"token":"t-{{request.Query.Split("scope=").Length - 1}}"}"""));
        using var server = Serve(request =>
            request.Query.Contains("mount", StringComparison.Ordinal)
                ? request.Authorization == "Bearer t-2"
                    ? new ScriptedResponse(201)
                    : Challenge(tokens, PushScope + " repository:demo/base:pull")
                : Bearer(request, tokens, "Bearer t-1")
        );
        (await PushAsync(server, Small, "demo/base")).ShouldBe(BlobTransfer.Mounted);
        tokens.Requests.Last().Query.ShouldBe("?scope=repository:demo/web:pull,push&scope=repository:demo/base:pull&service=registry");
    }

    [Fact]
    public async Task Both_scopes_are_one_field_of_an_identity_tokens_form()
    {
        using var tokens = Serve(_ => ScriptedResponse.Json("""{"access_token":"t"}"""));
        using var server = Serve(request =>
            request.Authorization is null ? Challenge(tokens, PushScope + " repository:demo/base:pull") : new ScriptedResponse(201)
        );
        Write(
            "runtime/containers/auth.json",
            $$"""{"auths":{"{{server.Authority}}":{"identitytoken":"{{Secret}}","auth":"{{Pair("00000000-0000-0000-0000-000000000000", "")}}"} } }"""
        );
        await Client().PutManifestAsync(Image(server), Index, MediaTypes.OciIndex, Token);
        Uri.UnescapeDataString(tokens.Requests.ShouldHaveSingleItem().Body.Replace('+', ' '))
            .ShouldContain("scope=repository:demo/web:pull,push repository:demo/base:pull");
    }

    [Fact]
    public async Task A_repository_that_may_not_be_read_is_not_mounted_from_and_the_token_stays_good()
    {
        using var tokens = Serve(request => request.Query.Contains("demo/secret", StringComparison.Ordinal)
            ? Error(403, "DENIED")
            : ScriptedResponse.Json("""{"token":"t"}"""));
        using var server = Serve(request => request.Query.Contains("mount", StringComparison.Ordinal)
            ? Challenge(tokens, PushScope + " repository:demo/secret:pull")
            : Bearer(request, tokens, "Bearer t"));
        (await PushAsync(server, Small, "demo/secret")).ShouldBe(BlobTransfer.Uploaded);
        tokens.Requests.Count.ShouldBe(2);
        server.Requests.Last().Authorization.ShouldBe("Bearer t");
    }

    [Fact]
    public async Task A_token_that_allows_less_is_exchanged_for_one_that_allows_a_push()
    {
        using var tokens = Serve(TokenByAction);
        using var server = Serve(request => ByAction(request, tokens));
        (await PushAsync(server, Small)).ShouldBe(BlobTransfer.Uploaded);
        tokens.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Blobs_that_are_sent_at_once_share_their_tokens()
    {
        using var tokens = Serve(TokenByAction);
        using var server = Serve(request => ByAction(request, tokens));
        var client = Client();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => RandomNumberGenerator.GetBytes(1000 + i)).Select(blob =>
            client.PutBlobAsync(Image(server), Describe(blob), () => new MemoryStream(blob), [], Token)));
        tokens.Requests.Select(request => request.Query).ShouldBe(
            ["?scope=repository:demo/web:pull&service=registry", "?scope=repository:demo/web:pull,push&service=registry"]);
    }

    [Fact]
    public async Task A_token_that_another_request_was_given_for_less_is_not_shared()
    {
        using var pullIsGiven = new ManualResetEventSlim();
        using var tokens = Serve(TokenByAction);
        using var server = Serve(request =>
        {
            if (request.Authorization == "Bearer pull")
            {
                pullIsGiven.Set();
            }
            else if (request is { Method: "PUT", Authorization: null })
            {
                pullIsGiven.Wait(Token);
            }

            return request.Target.EndsWith("/open", StringComparison.Ordinal) ? new ScriptedResponse(404) : ByAction(request, tokens);
        });
        var client = Client();
        await client.FindDigestAsync(Image(server, "demo/web:open"), Token);
        await Task.WhenAll(
            client.PutManifestAsync(Image(server), Index, MediaTypes.OciIndex, Token),
            client.FindDigestAsync(Image(server), Token));
        tokens.Requests.Count.ShouldBe(2);
        server.Requests.Count(request => request.Method == "PUT").ShouldBe(2);
    }

    [Fact]
    public async Task A_registry_that_means_forbidden_and_says_who_asks_is_understood()
    {
        using var tokens = Serve(_ => ScriptedResponse.Json("""{"token":"pull"}"""));
        using var server = Serve(request => ByAction(request, tokens));
        LogIn(server.Authority, Secret);
        var problem = await FailToPushAsync(server, Small);
        problem.Id.ShouldBe("MA1950");
        problem.Why.ShouldContain("credentials of ci");
        problem.Repair.ShouldContain($"podman login {server.Authority}");
    }

    [Fact]
    public async Task No_credentials_go_to_the_host_that_an_upload_is_to_go_to()
    {
        using var storage = Serve(_ => new ScriptedResponse(201));
        using var server = Serve(request =>
            request.Method == "POST" && request.Authorization is not null
                ? Begun(ElsewhereOf(storage) + "/signed?signature=abc")
                : Basic(request)
        );
        LogIn(server.Authority, Secret);
        (await PushAsync(server, Large)).ShouldBe(BlobTransfer.Uploaded);
        var put = storage.Requests.ShouldHaveSingleItem();
        put.Target.ShouldBe($"/signed?signature=abc&digest={Uri.EscapeDataString(Digest.Of(Large).ToString())}");
        put.Authorization.ShouldBeNull();
        put.Bytes.ShouldBe(Large);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task The_host_that_an_upload_goes_to_cannot_ask_for_the_credentials(int status)
    {
        using var storage = Serve(_ => new ScriptedResponse(status) { Headers = ["WWW-Authenticate: Basic realm=\"give me\""] });
        using var server = Serve(request =>
            request.Method == "POST" && request.Authorization is not null ? Begun(ElsewhereOf(storage) + "/signed") : Basic(request)
        );
        LogIn(server.Authority, Secret);
        var problem = await FailToPushAsync(server, Small);
        problem.Id.ShouldBe("MA1520");
        problem.Why.ShouldContain($"answered with status {status}");
        storage.Requests.ShouldHaveSingleItem().Authorization.ShouldBeNull();
    }

    [Fact]
    public async Task An_upload_at_another_host_is_not_cancelled_there()
    {
        using var storage = Serve(_ => new ScriptedResponse(204));
        using var server = Serve(request => request.Query.Contains("demo/two", StringComparison.Ordinal) ? new ScriptedResponse(201)
            : request.Method == "POST" && request.Authorization is not null ? Begun(ElsewhereOf(storage) + "/signed")
            : Basic(request));
        LogIn(server.Authority, Secret);
        (await PushAsync(server, Small, "demo/one", "demo/two")).ShouldBe(BlobTransfer.Mounted);
        storage.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_credentials_follow_a_redirect_of_content_to_another_host()
    {
        using var storage = Serve(_ => new ScriptedResponse(201));
        using var server = Serve(request => request.Method == "PUT" ? ScriptedResponse.Redirect(storage.Url + "/signed") : Basic(request));
        LogIn(server.Authority, Secret);
        await PushAsync(server, Small);
        storage.Requests.ShouldHaveSingleItem().Authorization.ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Content_never_goes_from_TLS_to_plain_HTTP(bool isRedirect)
    {
        using var certificates = new TestCertificates();
        using var plain = Serve(_ => new ScriptedResponse(201));
        using var server = Own(new ScriptedServer(
            request => request.Method == "PUT" ? ScriptedResponse.Redirect(plain.Url + "/plain")
                : request.Method == "POST" && !isRedirect ? Begun(ElsewhereOf(plain) + "/plain")
                : Take(request),
            certificates.Issue("registry")));

        // Also where certificates are not looked at.
        var problem = await FailToPushAsync(server, Small);
        problem.Id.ShouldBe("MA1520");
        problem.Why.ShouldContain("not encrypted");
        plain.Requests.ShouldBeEmpty();
    }

    private const string PushScope = "repository:demo/web:pull,push";

    [Fact]
    public async Task A_client_for_pushing_asks_for_all_that_a_push_needs_with_the_first_request()
    {
        using var tokens = Serve(TokenByAction);
        using var server = Serve(request =>
            request.Authorization == "Bearer push" ? new ScriptedResponse(404) : Challenge(tokens, "repository:demo/web:pull")
        );

        (await Client(new RegistryAccess(TlsVerify: false) { IsForPushing = true }).FindDigestAsync(Image(server), Token)).ShouldBeNull();

        tokens.Requests.ShouldHaveSingleItem().Query.ShouldContain("scope=repository:demo/web:pull,push");
    }

    private static ScriptedResponse Basic(ScriptedRequest request) =>
        request.Authorization == "Basic " + Pair("ci", Secret) ? Take(request) : ScriptedResponse.Unauthorized("Basic realm=\"Registry\"");

    private static ScriptedResponse Bearer(ScriptedRequest request, ScriptedServer tokens, string authorization) =>
        request.Authorization == authorization ? Take(request) : Challenge(tokens, PushScope);

    /// <summary>A token for what was asked, and no more.</summary>
    private static ScriptedResponse TokenByAction(ScriptedRequest request) =>
        ScriptedResponse.Json($$"""{"token":"{{(request.Query.Contains("push", StringComparison.Ordinal) ? "push" : "pull")}}"}""");

    private static ScriptedResponse ByAction(ScriptedRequest request, ScriptedServer tokens) =>
        (request.Method, request.Authorization) switch
        {
            (_, "Bearer push") or ("HEAD", "Bearer pull") => Take(request),
            ("HEAD", _) => Challenge(tokens, "repository:demo/web:pull"),
            (_, null) => Challenge(tokens, PushScope),
            _ => Challenge(tokens, PushScope, "insufficient_scope"),
        };

    private static ScriptedResponse Challenge(ScriptedServer tokens, string scope, string? error = null) => ScriptedResponse.Unauthorized(
        $"Bearer realm=\"{tokens.Url}/token\",service=\"registry\",scope=\"{scope}\"" + (error is null ? "" : $",error=\"{error}\""));
}
