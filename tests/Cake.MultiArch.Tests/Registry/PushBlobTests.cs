using System.Security.Cryptography;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Tests.Registry;

public sealed class PushBlobTests : PushTest
{
    [Fact]
    public async Task A_blob_that_is_there_is_not_sent()
    {
        using var server = Serve(_ => new ScriptedResponse(200));
        (await PushAsync(server, Small, "demo/base")).ShouldBe(BlobTransfer.Present);
        Steps(server).ShouldBe([$"HEAD /v2/demo/web/blobs/{Digest.Of(Small)}"]);
        Opened.ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(64 * 1024)]
    [InlineData(128 * 1024)]
    [InlineData((128 * 1024) + 1)]
    [InlineData(1_000_000)]
    public async Task A_blob_that_is_not_there_is_sent_whole_to_where_the_registry_says(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        using var server = Serve(Take);
        (await PushAsync(server, content)).ShouldBe(BlobTransfer.Uploaded);

        var digest = Digest.Of(content).ToString();
        Steps(server)
            .ShouldBe([
                $"HEAD /v2/demo/web/blobs/{digest}",
                "POST /v2/demo/web/blobs/uploads/",
                $"PUT {Session}&digest={Uri.EscapeDataString(digest)}",
            ]);
        var put = server.Requests.Last();
        put.Bytes.ShouldBe(content);
        put.Headers["content-type"].ShouldBe("application/octet-stream");
        put.Headers["content-length"].ShouldBe($"{length}");
        put.Headers.ShouldNotContainKey("transfer-encoding");
        server.Requests.ElementAt(1).Headers["content-length"].ShouldBe("0");
        Opened.ShouldBe(1);
    }

    [Fact]
    public async Task A_blob_is_checked_by_the_algorithm_of_its_digest()
    {
        using var server = Serve(Take);
        var blob = new Descriptor(
            MediaTypes.OciLayerGzip,
            Digest.Parse("sha512:" + Convert.ToHexStringLower(SHA512.HashData(Large))),
            Large.Length
        );
        (await Client().PutBlobAsync(Image(server), blob, () => Open(Large), [], Token)).ShouldBe(BlobTransfer.Uploaded);

        var unknown = blob with { Digest = Digest.Parse("blake3:00ff") };
        var problem = await FailAsync(() => Client().PutBlobAsync(Image(server), unknown, () => Open(Large), [], Token));
        problem.Id.ShouldBe("MA1526");
        problem.Why.ShouldContain("blake3");
    }

    [Theory]
    [InlineData("/v2/demo/web/blobs/uploads/1", "/v2/demo/web/blobs/uploads/1?")]
    [InlineData("1?a=b", "/v2/demo/web/blobs/uploads/1?a=b&")]
    [InlineData("http://SERVER/up/1?a=b%2Bc%20d&e", "/up/1?a=b%2Bc%20d&e&")]
    [InlineData("https://127.0.0.1/up/1?", "/up/1?&")]
    [InlineData("http://127.0.0.1:1/up/1#fragment", "/up/1?")]
    [InlineData("http://SERVER//up/1", "//up/1?")]
    public async Task The_place_of_an_upload_may_be_written_in_many_ways(string location, string target)
    {
        ScriptedServer server = null!;
        server = Serve(request =>
            request.Method == "POST" ? Begun(location.Replace("SERVER", server.Authority, StringComparison.Ordinal)) : Take(request)
        );
        await PushAsync(server, Small);
        Steps(server).Last().ShouldBe($"PUT {target}digest={Uri.EscapeDataString(Digest.Of(Small).ToString())}");
    }

    [Fact]
    public async Task A_registry_that_gives_no_place_is_not_understood()
    {
        using var server = Serve(request => request.Method == "POST" ? new ScriptedResponse(202) : Take(request));
        var problem = await FailToPushAsync(server, Small);
        problem.Id.ShouldBe("MA1520");
        Methods(server).ShouldBe(["HEAD", "POST"]);
    }

    [Fact]
    public async Task A_blob_of_another_repository_is_mounted()
    {
        using var server = Serve(request => request.Method == "POST" ? new ScriptedResponse(201) : Take(request));
        (await PushAsync(server, Small, "demo/base")).ShouldBe(BlobTransfer.Mounted);
        Steps(server)
            .Last()
            .ShouldBe($"POST /v2/demo/web/blobs/uploads/?mount={Uri.EscapeDataString(Digest.Of(Small).ToString())}&from=demo%2Fbase");
        Opened.ShouldBe(0);
    }

    [Fact]
    public async Task Of_several_repositories_the_one_that_has_the_blob_is_mounted_and_uploads_that_were_begun_are_cancelled()
    {
        using var server = Serve(request =>
            request.Query.Contains("from=demo/two", StringComparison.Ordinal) ? new ScriptedResponse(201) : Take(request)
        );
        (await PushAsync(server, Small, "demo/one", "demo/web", "demo/two", "demo/three")).ShouldBe(BlobTransfer.Mounted);
        server
            .Requests.Select(request => $"{request.Method} {request.Query.Split('=').Last()}")
            .ShouldBe(["HEAD ", "POST demo/one", "DELETE x/y", "POST demo/two"]);
    }

    [Fact]
    public async Task An_upload_that_was_begun_instead_of_a_mount_is_gone_on_with()
    {
        using var server = Serve(Take);
        (await PushAsync(server, Small, "demo/base")).ShouldBe(BlobTransfer.Uploaded);
        Methods(server).ShouldBe(["HEAD", "POST", "PUT"]);
        server.Requests.Last().Target.ShouldStartWith(Session);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(500)]
    public async Task A_mount_that_is_refused_is_an_upload(int status)
    {
        using var server = Serve(request =>
            request.Query.Contains("mount", StringComparison.Ordinal) ? new ScriptedResponse(status) : Take(request)
        );
        (await PushAsync(server, Small, "demo/base")).ShouldBe(BlobTransfer.Uploaded);
        server.Requests.Last().Bytes.ShouldBe(Small);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task A_registry_that_states_another_digest_stored_something_else(string method)
    {
        using var server = Serve(request => request.Method == method
            ? new ScriptedResponse(201) { Headers = ["Docker-Content-Digest: " + Digest.Of("other"u8)] }
            : Take(request));
        var problem = await FailAsync(() => PushAsync(server, Small, "demo/base"));
        problem.Id.ShouldBe("MA1527");
        problem.Where.ShouldEndWith($"demo/web@{Digest.Of(Small)}");
    }

    [Theory]
    [InlineData(307)]
    [InlineData(308)]
    public async Task An_upload_that_is_redirected_is_sent_there_with_its_content(int status)
    {
        using var storage = Serve(_ => new ScriptedResponse(201));
        using var server = Serve(request =>
            request.Method == "PUT" ? ScriptedResponse.Redirect(storage.Url + "/there?signature=abc", status) : Take(request)
        );
        (await PushAsync(server, Large)).ShouldBe(BlobTransfer.Uploaded);
        var put = storage.Requests.ShouldHaveSingleItem();
        $"{put.Method} {put.Target}".ShouldBe("PUT /there?signature=abc");
        put.Bytes.ShouldBe(Large);
        Opened.ShouldBe(2);
    }

    [Fact]
    public async Task An_upload_that_is_begun_at_another_host_is_gone_on_with_there()
    {
        using var region = Serve(Take);
        using var server = Serve(request =>
            request.Method == "POST" ? ScriptedResponse.Redirect(ElsewhereOf(region) + request.Target) : Take(request)
        );
        await PushAsync(server, Small);
        Methods(server).ShouldBe(["HEAD", "POST"]);
        Methods(region).ShouldBe(["POST", "PUT"]);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    public async Task A_redirect_that_would_lose_the_content_is_not_followed(int status)
    {
        using var server = Serve(request => request.Method == "PUT" ? ScriptedResponse.Redirect("/elsewhere", status) : Take(request));
        var problem = await FailToPushAsync(server, Small);
        problem.Id.ShouldBe("MA1520");
        problem.Why.ShouldContain($"status {status}");
        server.Requests.ShouldNotContain(request => request.Target.Contains("elsewhere"));
    }

    [Fact]
    public async Task Several_blobs_are_sent_at_once()
    {
        using var server = Serve(Take);
        var client = Client();
        var blobs = Enumerable.Range(0, 12).Select(i => RandomNumberGenerator.GetBytes(100_000 + i)).ToList();
        var sent = await Task.WhenAll(
            blobs.Select(blob => client.PutBlobAsync(Image(server), Describe(blob), () => new MemoryStream(blob), [], Token))
        );
        sent.ShouldAllBe(transfer => transfer == BlobTransfer.Uploaded);
        server
            .Requests.Where(request => request.Method == "PUT")
            .Select(request => Digest.Of(request.Bytes).ToString())
            .ShouldBe(blobs.Select(blob => Digest.Of(blob).ToString()), ignoreOrder: true);
    }
}
