using Cake.MultiArch.Assemble;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Registry;
using Cake.MultiArch.Tests.Fakes;
using Cake.MultiArch.Tests.Registry;
using Cake.MultiArch.Verify;

namespace Cake.MultiArch.Tests.Verify;

/// <summary>The same for a registry, which need not look at the layers that a manifest names.</summary>
public sealed class RegistryVerifyTests : RegistryTest
{
    private readonly LayoutFolder _content = new();
    private readonly HurryingClock _clock = new();

    public override void Dispose()
    {
        _content.Dispose();
        base.Dispose();
    }

    [Fact]
    public async Task An_image_whose_layers_are_there_is_right_and_they_are_not_downloaded()
    {
        var image = _content.Image("linux/arm64");
        var index = _content.Index(image.Manifest);
        var server = Serve(request => Answer(request, index));

        var result = await VerifyAsync(server, index, image);

        result.Digests.ShouldBe(new Dictionary<Platform, string> { ["linux/arm64"] = image.Manifest.Digest.ToString() });
        server.Requests.Where(request => request.Path.EndsWith(image.Layer.Digest.ToString(), StringComparison.Ordinal))
            .Select(request => request.Method).ShouldBe(["HEAD"]);
    }

    [Fact]
    public async Task A_layer_that_the_registry_does_not_have_is_named()
    {
        var image = _content.Image("linux/arm64");
        var index = _content.Index(image.Manifest);
        File.Delete(_content.FileOf(image.Layer));
        var server = Serve(request => Answer(request, index));

        var problem = await FailAsync(() => VerifyAsync(server, index, image));

        problem.Id.ShouldBe("MA1604");
        problem.Where.ShouldBe(Image(server).WithDigest(image.Layer.Digest).ToString());
        problem.Why.ShouldBe("It was pushed, but after 30 seconds the registry still says that it does not have it.");
    }

    [Fact]
    public async Task A_layer_of_another_size_is_named_with_both_sizes()
    {
        var image = _content.Image("linux/arm64");
        var index = _content.Index(image.Manifest);
        var server = Serve(request =>
            request.Method == "HEAD" ? Answer(request, index) with { ContentLength = 3 } : Answer(request, index)
        );

        var problem = await FailAsync(() => VerifyAsync(server, index, image));

        problem.Id.ShouldBe("MA1602");
        problem.Why.ShouldBe($"The registry says that {image.Layer.Digest} has 3 bytes; its manifest says {image.Layer.Size}.");
    }

    [Fact]
    public async Task A_layer_that_the_registry_keeps_elsewhere_is_there()
    {
        var image = _content.Image("linux/arm64");
        var index = _content.Index(image.Manifest);
        var server = Serve(request =>
            request.Method == "HEAD" ? ScriptedResponse.Redirect("http://storage.example.com/blob") : Answer(request, index)
        );

        (await VerifyAsync(server, index, image)).Digests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("index")]
    [InlineData("manifest")]
    [InlineData("config")]
    [InlineData("layer")]
    public async Task What_the_registry_shows_only_after_a_while_is_waited_for(string part)
    {
        var image = _content.Image("linux/arm64");
        var index = _content.Index(image.Manifest);
        var digest = part switch
        {
            "index" => index.Digest,
            "manifest" => image.Manifest.Digest,
            "config" => image.Config.Digest,
            _ => image.Layer.Digest,
        };
        var hidden = 3;
        var server = Serve(request =>
            request.Path.EndsWith(digest.ToString(), StringComparison.Ordinal) && hidden-- > 0
                ? new ScriptedResponse(404)
                : Answer(request, index)
        );

        (await VerifyAsync(server, index, image)).Digest.ShouldBe(index.Digest.ToString());

        _clock.Pauses.Count.ShouldBe(3);
        Log.Lines.ShouldContain($"{Image(server).WithDigest(digest)} is not visible yet; waiting up to 30 seconds");
    }

    [Fact]
    public async Task All_that_is_missing_is_named_and_is_waited_for_only_once()
    {
        LayoutImageParts[] images = [_content.Image("linux/amd64"), _content.Image("linux/arm64"), _content.Image("linux/s390x")];
        var index = _content.Index(images.Select(image => image.Manifest));
        var sent = _content.Sent(images);
        File.Delete(_content.FileOf(images[0].Layer));
        File.Delete(_content.FileOf(images[1].Manifest));
        File.Delete(_content.FileOf(images[2].Config));
        var server = Serve(request => Answer(request, index));

        var problem = await FailAsync(() => VerifyAsync(server, index, sent));

        problem.Id.ShouldBe("MA1602");
        foreach (var digest in new[] { images[0].Layer.Digest, images[1].Manifest.Digest, images[2].Config.Digest })
        {
            problem.Why.ShouldContain(digest.ToString());
        }

        _clock
            .Pauses.Sum(pause => pause.TotalSeconds)
            .ShouldBeInRange(30, 45, "each of the three has its last pause at the most after the limit of all");
    }

    [Fact]
    public async Task A_manifest_of_which_one_byte_changed_is_told_beside_the_layer_that_is_missing()
    {
        LayoutImageParts[] images = [_content.Image("linux/amd64"), _content.Image("linux/arm64")];
        var index = _content.Index(images.Select(image => image.Manifest));
        var sent = _content.Sent(images);
        File.Delete(_content.FileOf(images[0].Layer));
        var changed = File.ReadAllText(_content.FileOf(images[1].Manifest)).Replace(": 2,", ":  2,", StringComparison.Ordinal);
        File.WriteAllText(_content.FileOf(images[1].Manifest), changed);
        var server = Serve(request => Answer(request, index));

        var problem = await FailAsync(() => VerifyAsync(server, index, sent));

        problem.Why.ShouldContain(images[0].Layer.Digest.ToString());
        problem.Why.ShouldContain(
            $"Its digest should be {images[1].Manifest.Digest} but is {Digest.Of(System.Text.Encoding.UTF8.GetBytes(changed))}"
        );
    }

    private Task<VerifyResult> VerifyAsync(ScriptedServer server, Descriptor index, LayoutImageParts image) =>
        VerifyAsync(server, index, _content.Sent(image));

    private Task<VerifyResult> VerifyAsync(ScriptedServer server, Descriptor index, AssembledImage sent)
    {
        var reference = Image(server);
        var visibility = new Visibility(TestHost.Create(Log, clock: _clock), Visibility.Limit);
        return Verifier.VerifyAsync(
            sent,
            new RegistryImage(Client(), reference.WithDigest(index.Digest), visibility),
            reference.ToString(),
            Token
        );
    }

    private ScriptedResponse Answer(ScriptedRequest request, Descriptor index)
    {
        var name = request.Path.Split('/')[^1];
        if (!name.Contains(':', StringComparison.Ordinal))
        {
            name = index.Digest.ToString();
        }

        var file = Path.Combine(_content.Folder, "blobs", "sha256", name["sha256:".Length..]);
        var type = name == index.Digest.ToString() ? MediaTypes.OciIndex
            : request.Path.Contains("/manifests/", StringComparison.Ordinal) ? MediaTypes.OciManifest
            : "application/octet-stream";
        return File.Exists(file) ? new ScriptedResponse(200, type) { Content = File.ReadAllBytes(file) } : new ScriptedResponse(404);
    }
}
