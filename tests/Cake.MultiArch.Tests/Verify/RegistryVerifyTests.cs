using Cake.MultiArch.Oci;
using Cake.MultiArch.Tests.Registry;
using Cake.MultiArch.Verify;

namespace Cake.MultiArch.Tests.Verify;

/// <summary>The same for a registry, which need not look at the layers that a manifest names.</summary>
public sealed class RegistryVerifyTests : RegistryTest
{
    private readonly LayoutFolder _content = new();

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

        problem.Id.ShouldBe("MA1602");
        problem.Where.ShouldBe(Image(server).WithDigest(index.Digest).ToString());
        problem.Why.ShouldContain(image.Layer.Digest.ToString());
    }

    private Task<VerifyResult> VerifyAsync(ScriptedServer server, Descriptor index, LayoutImageParts image)
    {
        var reference = Image(server);
        return Verifier.VerifyAsync(
            LayoutFolder.Built(image),
            new RegistryImage(Client(), reference.WithDigest(index.Digest)),
            reference.ToString(),
            Token);
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
