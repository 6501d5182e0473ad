using Cake.MultiArch.Oci;
using Cake.MultiArch.Publish;
using Cake.MultiArch.Tests.Fakes;
using Cake.MultiArch.Tests.Registry;

namespace Cake.MultiArch.Tests.Publish;

/// <summary>Where the commit of a published image is found, and what is done when it is not.</summary>
public sealed class NewerImageTests : RegistryTest
{
    private const string Newer = "5f2d2b8b3c3cc2a1f2ad6a8ea1ea8b2f0d1c9e77";

    private readonly List<string> _asked = [];

    [Fact]
    public async Task The_annotation_of_the_index_tells()
    {
        using var image = new AssembledFolder(revision: Newer);
        var server = Serve(_ => new ScriptedResponse(200, MediaTypes.OciIndex) { Content = image.Image.Content });

        var found = await FindAsync(server);

        found.ShouldBe((image.Image.Digest, Newer));
        _asked.ShouldBe([Newer]);
    }

    [Fact]
    public async Task An_index_without_one_is_asked_for_the_label_of_its_first_image()
    {
        var config = Bytes(
            """{"os":"linux","architecture":"amd64","config":{"Labels":{"org.opencontainers.image.revision":"COMMIT"}}}""".Replace(
                "COMMIT",
                Newer,
                StringComparison.Ordinal
            )
        );
        var manifest = Bytes($$"""{"schemaVersion":2,"config":{{Json(MediaTypes.OciConfig, config)}},"layers":[]}""");
        var index = Bytes($$"""{"schemaVersion":2,"manifests":[{{Json(MediaTypes.OciManifest, manifest)}}]}""");
        var server = Serve(request =>
            request.Path.Contains("/blobs/", StringComparison.Ordinal)
                ? new ScriptedResponse(200, "application/octet-stream") { Content = config }
            : request.Path.Contains("sha256:", StringComparison.Ordinal)
                ? new ScriptedResponse(200, MediaTypes.OciManifest) { Content = manifest }
            : new ScriptedResponse(200, MediaTypes.OciIndex) { Content = index }
        );

        (await FindAsync(server))!.Value.Revision.ShouldBe(Newer);
    }

    [Fact]
    public async Task An_image_that_lacks_a_part_or_cannot_be_read_is_not_kept_and_the_log_says_so()
    {
        var manifest = Bytes("{}");
        var index = Bytes($$"""{"schemaVersion":2,"manifests":[{{Json(MediaTypes.OciManifest, manifest)}}]}""");
        var lacking = Serve(request => request.Path.Contains("sha256:", StringComparison.Ordinal)
            ? new ScriptedResponse(404)
            : new ScriptedResponse(200, MediaTypes.OciIndex) { Content = index });
        var foreign = Serve(_ => new ScriptedResponse(200, "application/vnd.example+json") { Content = Bytes("{}") });

        (await FindAsync(lacking)).ShouldBeNull();
        (await FindAsync(foreign)).ShouldBeNull();

        _asked.ShouldBeEmpty();
        Log.Lines.Count(line => line.Contains("names a newer image, because the image cannot be read", StringComparison.Ordinal))
            .ShouldBe(2);
    }

    [Fact]
    public async Task A_registry_that_does_not_let_us_in_is_no_reason_to_move_the_tag()
    {
        var server = Serve(_ => new ScriptedResponse(403));

        (await FailAsync(() => FindAsync(server))).Id.ShouldBe("MA1509");
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static string Json(string mediaType, byte[] content) =>
        IndexWriter.Write(new Descriptor(mediaType, Digest.Of(content), content.Length)).ToString();

    private Task<(Digest Digest, string Revision)?> FindAsync(ScriptedServer server) =>
        new NewerImage(Host, Client(), "0f2d2b8b3c3cc2a1f2ad6a8ea1ea8b2f0d1c9e77", (_, theirs, _) =>
        {
            _asked.Add(theirs);
            return Task.FromResult(true);
        }).FindAsync(Image(server), Token);
}
