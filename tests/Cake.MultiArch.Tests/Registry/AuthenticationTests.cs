using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Tests.Registry;

public sealed class AuthenticationTests : RegistryTest
{
    private const string Secret = "s3cret-pass";

    [Fact]
    public async Task Basic_credentials_are_sent_only_after_the_registry_asks_and_then_kept()
    {
        using var server = Serve(Basic);
        LogIn(server.Authority, Secret);
        var client = Client();
        await client.GetManifestAsync(Image(server), Token);
        await client.GetManifestAsync(Image(server), Token);
        server.Requests.Select(request => request.Authorization is not null).ShouldBe([false, true, true]);
        ShouldNotShow(Secret, Pair("ci", Secret));
    }

    [Fact]
    public async Task Without_credentials_the_places_that_were_looked_at_are_named()
    {
        using var server = Serve(Basic);
        var problem = await FailAsync(server);
        problem.Id.ShouldBe("MA1508");
        problem.What.ShouldBe($"The registry {server.Authority} requires credentials.");
        problem.Why.ShouldContain(Path.Combine(Folder, "runtime/containers/auth.json"));
        problem.Why.ShouldContain(Path.Combine(Folder, "home/.config/containers/auth.json"));
        problem.Why.ShouldContain(Path.Combine(Folder, "home/.docker/config.json"));
        problem.Repair.ShouldContain($"podman login {server.Authority}");
    }

    [Fact]
    public async Task Credentials_that_are_refused_are_named_by_user_and_file()
    {
        using var server = Serve(Basic);
        var file = LogIn(server.Authority, "wrong-password");
        var problem = await FailAsync(server);
        problem.Id.ShouldBe("MA1508");
        problem.What.ShouldBe($"The registry {server.Authority} refuses the credentials.");
        problem.Why.ShouldContain("credentials of ci from " + file);
        problem.ToString().ShouldNotContain("wrong-password");
        server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_repository_that_is_forbidden_is_told_from_one_that_wants_credentials()
    {
        using var server = Serve(request =>
            Basic(request).Status == 401
                ? Basic(request)
                : ScriptedResponse.Json("""{"errors":[{"code":"DENIED","message":"no pull for ci"}]}""", 403)
        );
        LogIn(server.Authority, Secret);
        var problem = await FailAsync(server);
        problem.Id.ShouldBe("MA1509");
        problem.Why.ShouldContain("DENIED: no pull for ci");
        problem.Why.ShouldContain("credentials of ci");
    }

    [Fact]
    public async Task A_token_is_fetched_with_the_credentials_and_kept()
    {
        using var tokens = Serve(_ => ScriptedResponse.Json("""{"token":"t0ken-value","expires_in":300}"""));
        using var server = Serve(request => Bearer(request, tokens, "t0ken-value"));
        LogIn(server.Authority, Secret);
        var client = Client();
        await client.GetManifestAsync(Image(server), Token);
        await client.GetManifestAsync(Image(server, "demo/web:2"), Token);

        var asked = tokens.Requests.ShouldHaveSingleItem();
        asked.Authorization.ShouldBe("Basic " + Pair("ci", Secret));
        asked.Query.ShouldBe("?account=x&scope=repository:demo/web:pull,push&service=the \"service\"");
        server.Requests.Select(request => request.Authorization).ShouldBe([null, "Bearer t0ken-value", "Bearer t0ken-value"]);
        Host.Secrets.Redact("t0ken-value").ShouldNotContain("t0ken-value");
    }

    [Fact]
    public async Task A_token_is_fetched_without_credentials_where_there_are_none()
    {
        using var tokens = Serve(_ => ScriptedResponse.Json("""{"access_token":"anonymous"}"""));
        using var server = Serve(request => Bearer(request, tokens, "anonymous"));
        await GetAsync(server);
        tokens.Requests.ShouldHaveSingleItem().Authorization.ShouldBeNull();
    }

    [Fact]
    public async Task A_token_that_the_registry_no_longer_takes_is_fetched_anew()
    {
        var issued = 0;
        using var tokens = Serve(_ => ScriptedResponse.Json($$"""{"token":"t{{++issued}}"}"""));
        using var server = Serve(request => Bearer(request, tokens, $"t{issued}"));
        var client = Client();
        await client.GetManifestAsync(Image(server), Token);
        issued = 7;
        await client.GetManifestAsync(Image(server), Token);
        server.Requests.Select(request => request.Authorization).ShouldBe([null, "Bearer t1", "Bearer t1", "Bearer t8"]);
    }

    [Fact]
    public async Task Each_repository_has_its_own_token()
    {
        using var tokens = Serve(request => ScriptedResponse.Json($$"""{"token":"{{request.Query.Split(':')[1].Replace('/', '-')}}"}"""));
        using var server = Serve(request => request.Authorization == "Bearer " + request.Path[4..].Split("/manifests")[0].Replace('/', '-')
            ? IndexResponse
            : ScriptedResponse.Unauthorized($"Bearer realm=\"{tokens.Url}/token\",service=registry"));
        var client = Client();
        await client.GetManifestAsync(Image(server, "a/one:1"), Token);
        await client.GetManifestAsync(Image(server, "a/two:1"), Token);
        tokens
            .Requests.Select(request => request.Query)
            .ShouldBe(["?scope=repository:a/one:pull&service=registry", "?scope=repository:a/two:pull&service=registry"]);
    }

    [Fact]
    public async Task Many_repositories_can_be_read_at_once()
    {
        using var tokens = Serve(_ => ScriptedResponse.Json("""{"token":"t"}"""));
        using var server = Serve(request => Bearer(request, tokens, "t"));
        LogIn(server.Authority, Secret);
        var client = Client();
        var manifests = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => client.GetManifestAsync(Image(server, $"demo/web{i % 5}:1"), Token))
        );
        manifests.ShouldAllBe(manifest => manifest.Content.SequenceEqual(Index));
        tokens.Requests.ShouldAllBe(request => request.Authorization == "Basic " + Pair("ci", Secret));
    }

    [Fact]
    public async Task An_identity_token_is_exchanged_as_a_form()
    {
        using var tokens = Serve(_ => ScriptedResponse.Json("""{"access_token":"t"}"""));
        using var server = Serve(request => Bearer(request, tokens, "t"));
        Write(
            "runtime/containers/auth.json",
            $$"""{"auths":{"{{server.Authority}}":{"identitytoken":"{{Secret}}","auth":"{{Pair("00000000-0000-0000-0000-000000000000", "")}}"} } }"""
        );
        await GetAsync(server);

        var asked = tokens.Requests.ShouldHaveSingleItem();
        asked.Method.ShouldBe("POST");
        asked.Target.ShouldNotContain(Secret);
        asked.Authorization.ShouldBeNull();
        asked.Body.ShouldContain("grant_type=refresh_token");
        asked.Body.ShouldContain("refresh_token=" + Secret);
    }

    [Theory]
    [InlineData(401, "MA1508")]
    [InlineData(403, "MA1508")]
    [InlineData(429, "MA1512")]
    [InlineData(503, "MA1513")]
    public async Task A_token_service_that_gives_none_is_quoted(int status, string id)
    {
        using var tokens = Serve(_ => ScriptedResponse.Json("""{"errors":[{"code":"DENIED","message":"not you"}]}""", status));
        using var server = Serve(request => Bearer(request, tokens, "t"));
        LogIn(server.Authority, Secret);
        var problem = await FailAsync(server);
        problem.Id.ShouldBe(id);
        problem.Why.ShouldContain($"{tokens.Authority} answered with status {status}: DENIED: not you");
    }

    [Theory]
    [InlineData("""{"token":""}""")]
    [InlineData("""{"token":null}""")]
    [InlineData("""{"token":["s3cret-pass"]}""")]
    [InlineData("""{"token":"a\r\nb"}""")]
    [InlineData("""{"token":"s3cret-pass" """)]
    [InlineData("<html>")]
    public async Task A_token_service_that_answers_something_else_is_no_token_service(string content)
    {
        using var tokens = Serve(_ => ScriptedResponse.Json(content));
        using var server = Serve(request => Bearer(request, tokens, "t"));
        var problem = await FailAsync(server);
        problem.Id.ShouldBe("MA1520");
        problem.ToString().ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("Bearer service=\"x\"")]
    [InlineData("Bearer realm=\"/token\"")]
    [InlineData("Bearer realm=\"ftp://127.0.0.1/token\"")]
    public async Task A_challenge_without_a_token_service_is_not_understood(string challenge)
    {
        using var server = Serve(_ => ScriptedResponse.Unauthorized(challenge));
        (await FailAsync(server)).Id.ShouldBe("MA1520");
    }

    [Theory]
    [InlineData("Negotiate")]
    [InlineData("Digest realm=\"x\"")]
    public async Task A_challenge_of_another_kind_ends_as_not_authenticated(string challenge)
    {
        using var server = Serve(_ => ScriptedResponse.Unauthorized(challenge));
        LogIn(server.Authority, Secret);
        (await FailAsync(server)).Id.ShouldBe("MA1508");
        server.Requests.ShouldAllBe(request => request.Authorization == null);
    }

    [Fact]
    public async Task Of_several_challenges_one_that_is_known_is_answered()
    {
        using var server = Serve(request => request.Authorization is null
            ? ScriptedResponse.Unauthorized("Negotiate, Basic realm=\"Registry, \\\"Realm\\\"\"")
            : IndexResponse);
        LogIn(server.Authority, Secret);
        await GetAsync(server);
    }

    [Fact]
    public async Task Credentials_do_not_follow_a_redirect_to_another_host()
    {
        using var storage = Serve(_ => IndexResponse);
        using var server = Serve(request =>
            Basic(request).Status == 401 ? Basic(request) : ScriptedResponse.Redirect(storage.Url + "/signed?signature=abc")
        );
        LogIn(server.Authority, Secret);
        await GetAsync(server);
        var redirected = storage.Requests.ShouldHaveSingleItem();
        redirected.Target.ShouldBe("/signed?signature=abc");
        redirected.Authorization.ShouldBeNull();
    }

    [Fact]
    public async Task Credentials_follow_a_redirect_on_the_same_host()
    {
        using var server = Serve(request => Basic(request).Status == 401 ? Basic(request)
            : request.Path.EndsWith("/1", StringComparison.Ordinal) ? ScriptedResponse.Redirect("/v2/other/manifests/2", 302)
            : IndexResponse);
        LogIn(server.Authority, Secret);
        await GetAsync(server);
        server.Requests.Last().Authorization.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Basic realm=\"give me\"")]
    [InlineData("Bearer realm=\"TOKENS/token\"")]
    public async Task A_host_that_a_redirect_leads_to_cannot_ask_for_the_credentials(string challenge)
    {
        using var tokens = Serve(_ => ScriptedResponse.Json("""{"token":"t"}"""));
        using var storage = Serve(_ => ScriptedResponse.Unauthorized(challenge.Replace("TOKENS", tokens.Url, StringComparison.Ordinal)));
        using var server = Serve(_ => ScriptedResponse.Redirect(storage.Url + "/signed?signature=abc"));
        LogIn(server.Authority, Secret);
        var problem = await FailAsync(server);
        problem.Id.ShouldBe("MA1520");
        problem.Why.ShouldBe($"{storage.Authority} answered with status 401.");
        storage.Requests.ShouldHaveSingleItem().Authorization.ShouldBeNull();
        tokens.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bearer_token_does_not_follow_a_redirect_to_another_host()
    {
        using var storage = Serve(_ => IndexResponse);
        using var tokens = Serve(_ => ScriptedResponse.Json("""{"token":"t"}"""));
        using var server = Serve(request =>
            Bearer(request, tokens, "t").Status == 401 ? Bearer(request, tokens, "t") : ScriptedResponse.Redirect(storage.Url + "/signed")
        );
        await GetAsync(server);
        storage.Requests.ShouldHaveSingleItem().Authorization.ShouldBeNull();
    }

    [Fact]
    public async Task A_registry_of_another_port_is_not_given_the_credentials()
    {
        using var server = Serve(Basic);
        using var other = Serve(Basic);
        LogIn(server.Authority, Secret);
        (await FailAsync(other)).What.ShouldContain("requires credentials");
        other.Requests.ShouldAllBe(request => request.Authorization == null);
    }

    private static ScriptedResponse Basic(ScriptedRequest request) =>
        request.Authorization == "Basic " + Pair("ci", Secret)
            ? IndexResponse
            : ScriptedResponse.Unauthorized("Basic realm=\"Registry Realm\"");

    private static ScriptedResponse Bearer(ScriptedRequest request, ScriptedServer tokens, string token) =>
        request.Authorization == "Bearer " + token
            ? IndexResponse
            : ScriptedResponse.Unauthorized(
                $"Bearer realm=\"{tokens.Url}/token?account=x\",service=\"the \\\"service\\\"\",scope=\"repository:demo/web:pull,push\""
            );

    private string LogIn(string registry, string password) =>
        Write("runtime/containers/auth.json", $$"""{"auths":{"{{registry}}":{"auth":"{{Pair("ci", password)}}"} } }""");

    private void ShouldNotShow(params string[] secrets)
    {
        foreach (var secret in secrets)
        {
            Log.Text.ShouldNotContain(secret);
            Host.Secrets.Redact(secret).ShouldNotContain(secret);
        }
    }
}
