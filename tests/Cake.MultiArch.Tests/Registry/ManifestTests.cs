using System.Security.Cryptography;
using System.Text;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Tests.Registry;

public sealed class ManifestTests : RegistryTest
{
    private const string Schema1 = "application/vnd.docker.distribution.manifest.v1+prettyjws";

    [Fact]
    public async Task A_tag_is_read_with_its_media_type_and_its_digest()
    {
        using var server = Serve(_ => IndexResponse with { Headers = [$"Docker-Content-Digest: {Digest.Of(Index)}"] });
        var manifest = await GetAsync(server);

        manifest.Content.ShouldBe(Index);
        manifest.MediaType.ShouldBe(MediaTypes.OciIndex);
        manifest.Digest.ShouldBe(Digest.Of(Index));
        var request = server.Requests.ShouldHaveSingleItem();
        request.Target.ShouldBe("/v2/demo/web/manifests/1");
        MediaTypes.Manifests.ShouldAllBe(type => request.Headers["accept"].Contains(type));
        request.Authorization.ShouldBeNull();
    }

    [Fact]
    public async Task A_digest_is_asked_for_where_there_is_one()
    {
        using var server = Serve(_ => IndexResponse);
        (await GetAsync(server, $"demo/web@{Digest.Of(Index)}")).Digest.ShouldBe(Digest.Of(Index));
        server.Requests.ShouldHaveSingleItem().Target.ShouldBe($"/v2/demo/web/manifests/{Digest.Of(Index)}");
    }

    [Fact]
    public async Task A_sha512_digest_is_checked_too()
    {
        var digest = "sha512:" + Convert.ToHexStringLower(SHA512.HashData(Index));
        using var server = Serve(_ => IndexResponse with { Headers = ["Docker-Content-Digest: " + digest] });
        (await GetAsync(server, $"demo/web@{digest}")).Digest.ToString().ShouldBe(digest);
    }

    [Fact]
    public async Task Without_tag_and_digest_it_is_latest()
    {
        using var server = Serve(_ => IndexResponse);
        await GetAsync(server, "demo/web");
        server.Requests.ShouldHaveSingleItem().Target.ShouldBe("/v2/demo/web/manifests/latest");
    }

    [Theory]
    [InlineData("demo/web:1", "sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("demo/web@sha256:0000000000000000000000000000000000000000000000000000000000000000", null)]
    public async Task Content_that_is_not_what_its_digest_says_is_refused(string rest, string? header)
    {
        using var server = Serve(_ => IndexResponse with { Headers = header is null ? [] : ["Docker-Content-Digest: " + header] });
        var problem = await FailAsync(server, rest);
        problem.Id.ShouldBe("MA1514");
        problem.Why.ShouldContain("sha256:0000");
        problem.Why.ShouldContain(Digest.Of(Index).ToString());
    }

    [Fact]
    public async Task A_media_type_that_only_the_document_states_is_taken_from_there()
    {
        using var server = Serve(_ => IndexResponse with { ContentType = "application/json" });
        (await GetAsync(server)).MediaType.ShouldBe(MediaTypes.OciIndex);
    }

    [Theory]
    [InlineData("text/html", "<html>Please log in</html>", "text/html")]
    [InlineData(MediaTypes.OciIndex, "<html>Please log in</html>", "not a JSON object")]
    [InlineData(Schema1, "{}", Schema1)]
    [InlineData("application/json", "{}", "application/json")]
    [InlineData(MediaTypes.OciIndex, """{"mediaType":"application/vnd.oci.image.manifest.v1+json"}""", "in the document")]
    public async Task What_is_no_image_is_not_taken_for_one(string contentType, string content, string why)
    {
        using var server = Serve(_ => new ScriptedResponse(200, contentType) { Content = Encoding.UTF8.GetBytes(content) });
        var problem = await FailAsync(server);
        problem.Id.ShouldBe("MA1520");
        problem.Why.ShouldContain(why);
        problem.Repair.ShouldContain($"skopeo inspect --raw docker://{server.Authority}/demo/web:1");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task A_manifest_of_more_than_4_MiB_is_not_read(int? promised)
    {
        using var server = Serve(_ =>
            IndexResponse with
            {
                Content = new byte[(4 * 1024 * 1024) + 1],
                ContentLength = promised is null ? null : (4 * 1024 * 1024) + 1,
            }
        );
        (await FailAsync(server)).Id.ShouldBe("MA1515");
    }

    [Fact]
    public async Task A_tag_that_is_not_there_is_said_to_be_missing_and_can_be_asked_for()
    {
        using var server = Serve(_ =>
            ScriptedResponse.Json("""{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}""", 404)
        );
        var problem = await FailAsync(server);
        problem.Id.ShouldBe("MA1510");
        problem.Repair.ShouldContain($"skopeo list-tags docker://{server.Authority}/demo/web");
        (await Client().FindManifestAsync(Image(server), Token)).ShouldBeNull();
        server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_short_name_has_no_registry_to_ask() =>
        (await FailAsync(() => Client().GetManifestAsync(ImageReference.Parse("web:1"), Token))).Id.ShouldBe("MA1011");

    [Fact]
    public async Task A_blob_is_read_and_checked_against_its_descriptor()
    {
        var content = "{}"u8.ToArray();
        using var server = Serve(_ => new ScriptedResponse(200, "application/octet-stream") { Content = content });
        var good = new Descriptor(MediaTypes.OciConfig, Digest.Of(content), content.Length);

        (await Client().GetBlobAsync(Image(server), good, Token)).ShouldBe(content);
        server.Requests.ShouldHaveSingleItem().Target.ShouldBe($"/v2/demo/web/blobs/{good.Digest}");
        (await FailAsync(() => Client().GetBlobAsync(Image(server), good with { Digest = Digest.Of("x"u8) }, Token))).Id.ShouldBe("MA1514");
        (await FailAsync(() => Client().GetBlobAsync(Image(server), good with { Size = 1 }, Token))).Id.ShouldBe("MA1515");
    }

    [Fact]
    public async Task A_blob_that_its_manifest_calls_larger_than_8_MiB_is_not_asked_for()
    {
        using var server = Serve(_ => IndexResponse);
        var large = new Descriptor(MediaTypes.OciConfig, Digest.Of([]), (8 * 1024 * 1024) + 1);
        (await FailAsync(() => Client().GetBlobAsync(Image(server), large, Token))).Id.ShouldBe("MA1515");
        server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(307, true)]
    [InlineData(404, false)]
    public async Task Whether_a_blob_is_there_is_asked_without_reading_it(int status, bool exists)
    {
        using var storage = Serve(_ => new ScriptedResponse(403));
        using var server = Serve(_ =>
            status == 307 ? ScriptedResponse.Redirect(storage.Url + "/signed-for-get") : new ScriptedResponse(status)
        );
        (await Client().BlobExistsAsync(Image(server), Digest.Of([]), Token)).ShouldBe(exists);
        server.Requests.ShouldHaveSingleItem().Method.ShouldBe("HEAD");
        storage.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_blob_that_is_not_there_is_said_to_be_missing()
    {
        using var server = Serve(_ => new ScriptedResponse(404));
        var problem = await FailAsync(() =>
            Client().GetBlobAsync(Image(server), new Descriptor(MediaTypes.OciConfig, Digest.Of([]), 2), Token)
        );
        problem.Id.ShouldBe("MA1511");
        problem.Where.ShouldContain(Digest.Of([]).ToString());
    }

    [Theory]
    [InlineData("docker.io/web:1", "library/web", "registry-1.docker.io")]
    [InlineData("docker.io/demo/web:1", "demo/web", "registry-1.docker.io")]
    [InlineData("index.docker.io/web:1", "library/web", "registry-1.docker.io")]
    [InlineData("registry.example.com:5000/web:1", "web", "registry.example.com:5000")]
    public void Docker_Hub_answers_elsewhere(string reference, string repository, string authority)
    {
        var image = ImageReference.Parse(reference);
        RegistryAddress.Of(image).Authority.ShouldBe(authority);
        RegistryAddress.RepositoryOf(image).ShouldBe(repository);
    }
}
