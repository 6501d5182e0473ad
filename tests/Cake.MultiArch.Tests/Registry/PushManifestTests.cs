using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Tests.Registry;

public sealed class PushManifestTests : PushTest
{
    [Theory]
    [InlineData("demo/web:1.4.2", "1.4.2")]
    [InlineData("demo/web", "latest")]
    [InlineData("demo/web:1.4.2@DIGEST", "DIGEST")]
    public async Task A_manifest_is_stored_byte_by_byte_under_its_digest_or_tag(string rest, string name)
    {
        var digest = Digest.Of(Index).ToString();
        using var server = Serve(_ => new ScriptedResponse(201) { Headers = ["Docker-Content-Digest: " + digest] });
        await Client()
            .PutManifestAsync(Image(server, rest.Replace("DIGEST", digest, StringComparison.Ordinal)), Index, MediaTypes.OciIndex, Token);

        var request = server.Requests.ShouldHaveSingleItem();
        request.Method.ShouldBe("PUT");
        request.Target.ShouldBe("/v2/demo/web/manifests/" + name.Replace("DIGEST", digest, StringComparison.Ordinal));
        request.Headers["content-type"].ShouldBe(MediaTypes.OciIndex);
        request.Bytes.ShouldBe(Index);
    }

    [Fact]
    public async Task A_manifest_of_another_digest_is_not_sent()
    {
        using var server = Serve(_ => new ScriptedResponse(201));
        var reference = Image(server).WithDigest(Digest.Of("other"u8));
        var problem = await FailAsync(() => Client().PutManifestAsync(reference, Index, MediaTypes.OciIndex, Token));
        problem.Id.ShouldBe("MA1526");
        problem.Why.ShouldBe($"Its digest should be {reference.Digest} but is {Digest.Of(Index)}.");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_registry_that_states_another_digest_stored_something_else()
    {
        using var server = Serve(_ => new ScriptedResponse(201) { Headers = ["Docker-Content-Digest: " + Digest.Of("other"u8)] });
        var problem = await FailAsync(() => PutAsync(server));
        problem.Id.ShouldBe("MA1527");
        problem.Why.ShouldContain(Digest.Of("other"u8).ToString());
    }

    [Theory]
    [InlineData("Docker-Content-Digest: sha512:" + Sha512OfIndex)]
    [InlineData("Docker-Content-Digest: blake3:00ff")]
    [InlineData("X-Nothing: 1")]
    public async Task A_digest_in_another_algorithm_or_none_is_no_contradiction(string header)
    {
        using var server = Serve(_ => new ScriptedResponse(201)
        {
            Headers =
            [
                header.Replace(
                    Sha512OfIndex,
                    Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(Index)),
                    StringComparison.Ordinal
                ),
            ],
        });
        await PutAsync(server);
    }

    [Theory]
    [InlineData("not-a-digest", "MA1520")]
    [InlineData(
        "sha512:00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
        "MA1527"
    )]
    public async Task A_digest_header_that_cannot_be_right_is_not_believed(string header, string id)
    {
        using var server = Serve(_ => new ScriptedResponse(201) { Headers = ["Docker-Content-Digest: " + header] });
        (await FailAsync(() => PutAsync(server))).Id.ShouldBe(id);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    [InlineData(204)]
    public async Task A_success_that_is_not_created_may_be_a_login_page(int status)
    {
        using var server = Serve(_ => new ScriptedResponse(status, "text/html"));
        var problem = await FailAsync(() => PutAsync(server));
        problem.Id.ShouldBe("MA1520");
        problem.Why.ShouldContain($"{status}. It should be status 201");
    }

    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    public async Task An_older_registry_says_which_digest_it_has_taken(int status)
    {
        using var server = Serve(_ => new ScriptedResponse(status) { Headers = ["Docker-Content-Digest: " + Digest.Of(Index)] });
        await PutAsync(server);
        server.Requests.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(405)]
    [InlineData(501)]
    public async Task A_registry_that_does_not_know_HEAD_is_read(int status)
    {
        using var server = Serve(request => request.Method == "HEAD" ? new ScriptedResponse(status) : IndexResponse);
        (await Client().FindDigestAsync(Image(server), Token)).ShouldBe(Digest.Of(Index));
        (await Client().BlobExistsAsync(Image(server), Digest.Of(Index), Token)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(400, "MANIFEST_INVALID", "MA1524", 1)]
    [InlineData(415, "UNSUPPORTED", "MA1524", 1)]
    [InlineData(400, "MANIFEST_BLOB_UNKNOWN", "MA1525", 1)]
    [InlineData(404, "MANIFEST_UNKNOWN", "MA1525", 1)]
    [InlineData(400, "DIGEST_INVALID", "MA1523", 1)]
    [InlineData(404, "NAME_UNKNOWN", "MA1951", 1)]
    [InlineData(403, "DENIED", "MA1950", 1)]
    [InlineData(405, "UNSUPPORTED", "MA1952", 1)]
    [InlineData(413, "", "MA1521", 1)]
    [InlineData(507, "", "MA1522", 1)]
    [InlineData(500, "UNKNOWN", "MA1522", 3)]
    [InlineData(503, "UNAVAILABLE", "MA1513", 3)]
    [InlineData(429, "TOOMANYREQUESTS", "MA1512", 3)]
    [InlineData(418, "", "MA1520", 1)]
    public async Task Each_refusal_has_its_problem(int status, string code, string id, int tries)
    {
        using var server = Serve(_ => Error(status, code));
        var problem = await FailAsync(() => PutAsync(server));
        problem.Id.ShouldBe(id);
        problem.Where.ShouldBe($"{server.Authority}/demo/web:1");
        problem.Why.ShouldContain($"status {status}");
        problem.Why.ShouldContain(code);
        server.Requests.Count.ShouldBe(tries);
        server.Requests.ShouldAllBe(request => request.Bytes.SequenceEqual(Index));
    }

    [Fact]
    public async Task A_manifest_that_a_broken_connection_took_is_sent_again()
    {
        var heads = 0;
        using var server = Own(
            new ScriptedServer(_ => new ScriptedResponse(201)) { OnHead = _ => ++heads == 1 ? ScriptedResponse.Hangup : null }
        );
        await PutAsync(server);
        server.Requests.Last().Bytes.ShouldBe(Index);
        heads.ShouldBe(2);
    }

    [Fact]
    public async Task The_digest_of_a_tag_is_found_without_reading_it()
    {
        var digest = Digest.Of(Index);
        using var server = Serve(_ => IndexResponse with { Headers = ["Docker-Content-Digest: " + digest] });
        (await Client().FindDigestAsync(Image(server), Token)).ShouldBe(digest);
        var request = server.Requests.ShouldHaveSingleItem();
        $"{request.Method} {request.Target}".ShouldBe("HEAD /v2/demo/web/manifests/1");
        request.Headers["accept"].ShouldContain(MediaTypes.OciIndex);
    }

    [Theory]
    [InlineData("X-Nothing: 1")]
    [InlineData("Docker-Content-Digest: blake3:00ff")]
    public async Task Without_a_digest_that_can_be_checked_the_tag_is_read(string header)
    {
        using var server = Serve(_ => IndexResponse with { Headers = [header] });
        (await Client().FindDigestAsync(Image(server), Token)).ShouldBe(Digest.Of(Index));
        Methods(server).ShouldBe(["HEAD", "GET"]);
    }

    [Fact]
    public async Task A_tag_that_is_kept_elsewhere_is_read_there()
    {
        using var storage = Serve(_ => IndexResponse);
        using var server = Serve(_ => ScriptedResponse.Redirect(storage.Url + "/signed"));
        (await Client().FindDigestAsync(Image(server), Token)).ShouldBe(Digest.Of(Index));
        Methods(storage).ShouldBe(["GET"]);
    }

    [Fact]
    public async Task A_tag_that_is_not_there_has_no_digest()
    {
        using var server = Serve(_ => new ScriptedResponse(404));
        (await Client().FindDigestAsync(Image(server), Token)).ShouldBeNull();
        server.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_tag_that_cannot_be_asked_for_is_not_taken_for_missing()
    {
        using var server = Serve(_ => new ScriptedResponse(500));
        (await FailAsync(() => Client().FindDigestAsync(Image(server), Token))).Id.ShouldBe("MA1513");
    }

    /// <summary>Stands for the value, which is not a constant.</summary>
    private const string Sha512OfIndex = "SHA512";

    private Task PutAsync(ScriptedServer server) => Client().PutManifestAsync(Image(server), Index, MediaTypes.OciIndex, Token);
}
