namespace Cake.MultiArch.Tests.Registry;

/// <summary>An upload that is begun to see whether a push would be taken.</summary>
public class UploadTests : RegistryTest
{
    [Fact]
    public async Task An_upload_is_begun_and_cancelled_where_the_registry_says()
    {
        var server = Serve(request => request.Method == "POST"
            ? new ScriptedResponse(202) { Headers = ["Location: /v2/demo/web/blobs/uploads/one?_state=x%2Fy"] }
            : new ScriptedResponse(204));

        (await Client().BeginUploadAsync(Image(server), Token)).IsSuccess.ShouldBeTrue();

        server.Requests.Select(request => $"{request.Method} {request.Target}").ShouldBe(
            ["POST /v2/demo/web/blobs/uploads/", "DELETE /v2/demo/web/blobs/uploads/one?_state=x%2Fy"]);
    }

    [Fact]
    public async Task A_place_on_another_host_is_not_asked()
    {
        var server = Serve(_ => new ScriptedResponse(202) { Headers = ["Location: http://elsewhere.invalid/upload"] });

        (await Client().BeginUploadAsync(Image(server), Token)).IsSuccess.ShouldBeTrue();

        server.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_token_service_is_asked_for_the_right_to_push()
    {
        ScriptedServer server = null!;
        server = Serve(request => request.Path == "/token" ? ScriptedResponse.Json("""{"token":"t0ken"}""")
            : request.Authorization is null ? ScriptedResponse.Unauthorized($"Bearer realm=\"{server.Url}/token\"")
            : new ScriptedResponse(202));

        (await Client().BeginUploadAsync(Image(server), Token)).IsSuccess.ShouldBeTrue();

        server.Requests.Single(request => request.Path == "/token").Query.ShouldContain("repository:demo/web:pull,push");
    }

    [Fact]
    public async Task The_limit_of_pulls_comes_with_the_manifest()
    {
        var server = Serve(_ => IndexResponse with { Headers = ["ratelimit-limit: 100;w=21600", "ratelimit-remaining: 2;w=21600"] });

        (await Client().GetManifestAsync(Image(server), Token)).RateLimit!.Remaining.ShouldBe(2);
    }
}
