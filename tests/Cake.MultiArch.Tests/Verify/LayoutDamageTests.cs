using Cake.MultiArch.Assemble;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Verify;

namespace Cake.MultiArch.Tests.Verify;

/// <summary>Of a layout every byte is looked at: it is on a disk that can be full or failing.</summary>
public sealed class LayoutDamageTests : IDisposable
{
    private readonly LayoutFolder _layout = new();
    private readonly LayoutImageParts _image;
    private readonly Descriptor _index;
    private AssembledImage _sent;

    public LayoutDamageTests()
    {
        _image = _layout.Image("linux/arm64");
        _index = _layout.Index(_image.Manifest);
        _layout.Push(_index);
        _sent = _layout.Sent(_image);
    }

    public void Dispose() => _layout.Dispose();

    [Theory]
    [InlineData("index")]
    [InlineData("manifest")]
    [InlineData("config")]
    [InlineData("layer")]
    public async Task A_blob_of_which_one_byte_changed_is_named(string part)
    {
        var blob = Part(part);
        var content = await File.ReadAllBytesAsync(_layout.FileOf(blob), Token);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(_layout.FileOf(blob), content, Token);

        await ShouldBeDamagedAsync(blob);
    }

    [Theory]
    [InlineData("index")]
    [InlineData("manifest")]
    [InlineData("config")]
    [InlineData("layer")]
    public async Task A_blob_that_is_cut_off_is_named(string part)
    {
        var blob = Part(part);
        await using (var file = File.OpenWrite(_layout.FileOf(blob)))
        {
            file.SetLength(blob.Size - 1);
        }

        await ShouldBeDamagedAsync(blob);
    }

    [Theory]
    [InlineData("index")]
    [InlineData("manifest")]
    [InlineData("config")]
    [InlineData("layer")]
    public async Task A_blob_that_is_missing_is_named(string part)
    {
        var file = _layout.FileOf(Part(part));
        File.Delete(file);

        var problem = await FailAsync();

        problem.Id.ShouldBe("MA1603");
        problem.What.ShouldContain("missing");
        problem.Where.ShouldBe(file);
    }

    [Fact]
    public async Task A_layer_whose_size_is_not_the_promised_one_is_damaged()
    {
        var manifest = await File.ReadAllTextAsync(_layout.FileOf(_image.Manifest), Token);
        var size = $"\"size\": {_image.Layer.Size}";
        manifest.ShouldContain(size);
        var wrong = _layout.Blob(
            MediaTypes.OciManifest,
            manifest.Replace(size, $"\"size\": {_image.Layer.Size + 1}", StringComparison.Ordinal)
        );
        _layout.Push(_layout.Index(wrong with { Platform = "linux/arm64" }));
        _sent = _layout.Sent(_image with { Manifest = wrong with { Platform = "linux/arm64" } });

        var problem = await FailAsync();

        problem.Id.ShouldBe("MA1603");
        problem.Where.ShouldBe(_layout.FileOf(_image.Layer));
    }

    [Fact]
    public async Task A_tag_that_the_layout_does_not_have_is_named()
    {
        _layout.Push(_index, tag: "of-another-image");

        var problem = await FailAsync();

        problem.Id.ShouldBe("MA1603");
        problem.What.ShouldContain($"\"{LayoutFolder.Tag}\"");
        problem.Where.ShouldBe(_layout.Folder);
    }

    [Fact]
    public async Task A_layout_without_its_index_is_damaged()
    {
        File.Delete(_layout.IndexFile);

        (await FailAsync()).ShouldSatisfyAllConditions(
            problem => problem.Id.ShouldBe("MA1603"),
            problem => problem.Where.ShouldBe(_layout.IndexFile));
    }

    [Fact]
    public async Task An_index_that_is_cut_off_is_named()
    {
        await File.WriteAllTextAsync(_layout.IndexFile, "{\"schemaVersion\": 2, \"manif", Token);

        (await FailAsync()).Where.ShouldContain(_layout.IndexFile);
    }

    [Theory]
    [InlineData("index.json")]
    [InlineData("config")]
    public async Task A_document_that_is_too_large_is_not_read(string part)
    {
        var path = part == "index.json" ? _layout.IndexFile : _layout.FileOf(Part(part));
        await using (var file = File.OpenWrite(path))
        {
            file.SetLength((8 * 1024 * 1024) + 1);
        }

        var problem = await FailAsync();

        problem.Id.ShouldBe("MA1603");
        problem.Where.ShouldBe(path);
        problem.Why.ShouldContain("8388609 bytes");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Descriptor Part(string name) => name switch
    {
        "index" => _index,
        "manifest" => _image.Manifest,
        "config" => _image.Config,
        _ => _image.Layer,
    };

    private async Task ShouldBeDamagedAsync(Descriptor blob)
    {
        var problem = await FailAsync();
        problem.Id.ShouldBe("MA1603");
        problem.Where.ShouldBe(_layout.FileOf(blob));
        problem.Why.ShouldContain(blob.Digest.ToString());
    }

    private async Task<Problem> FailAsync() => (await Should.ThrowAsync<MultiArchException>(() =>
        Verifier.VerifyAsync(_sent, LayoutImage.Of(_layout.Destination), _layout.Destination.Text, Token))).Problem;
}
