using Cake.MultiArch.Assemble;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Verify;

namespace Cake.MultiArch.Tests.Verify;

/// <summary>What was published is what was built, or the run fails and says all that differs.</summary>
public sealed class VerifierTests : IDisposable
{
    private static readonly Platform Amd64 = "linux/amd64";
    private static readonly Platform Arm64 = "linux/arm64";
    private static readonly Platform S390x = "linux/s390x";

    private readonly LayoutFolder _layout = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _layout.Dispose();

    [Fact]
    public async Task The_right_image_gives_the_digest_of_each_platform()
    {
        LayoutImageParts[] images = [_layout.Image(Amd64), _layout.Image(Arm64), _layout.Image("linux/arm/v7")];
        var index = _layout.Index(images.Select(image => image.Manifest));

        var result = await VerifyAsync(index, images);

        result.Digest.ShouldBe(index.Digest.ToString());
        result.MediaType.ShouldBe(MediaTypes.OciIndex);
        result.Size.ShouldBe(index.Size);
        result.Digests.ShouldBe(
            images.ToDictionary(image => image.Manifest.Platform!, image => image.Manifest.Digest.ToString()),
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task A_tag_that_names_the_image_of_one_platform_is_no_index()
    {
        var image = _layout.Image(Amd64);

        var problem = await FailAsync(image.Manifest with { Platform = null }, image);

        problem.Id.ShouldBe("MA1602");
        problem.Why.ShouldContain(MediaTypes.OciManifest);
    }

    [Fact]
    public async Task An_index_that_is_not_the_one_that_was_sent_is_named_with_its_defects()
    {
        LayoutImageParts[] images = [_layout.Image(Amd64), _layout.Image(Arm64)];
        var index = _layout.Index(images[0].Manifest);

        var problem = await FailAsync(index, images);

        problem.Id.ShouldBe("MA1602");
        problem.Why.ShouldBe(
            $"the index that was read back is {index.Digest}, but {_layout.Sent(images).Digest} was sent; linux/arm64 is missing."
        );
    }

    [Fact]
    public async Task An_index_with_the_same_entries_in_another_order_is_not_the_one_that_was_sent()
    {
        LayoutImageParts[] images = [_layout.Image(Amd64), _layout.Image(Arm64)];
        var index = _layout.Index(images[1].Manifest, images[0].Manifest);

        (await FailAsync(index, images)).Why.ShouldBe(
            $"the index that was read back is {index.Digest}, but {_layout.Sent(images).Digest} was sent."
        );
    }

    [Fact]
    public async Task An_image_that_is_not_the_one_that_was_sent_is_named_with_both_digests()
    {
        var sent = _layout.Image(Arm64);
        var other = _layout.Image(Arm64, content: "of another run");

        var problem = await FailAsync(_layout.Index(other.Manifest), sent);

        problem.Why.ShouldEndWith($"; the entry linux/arm64 is {other.Manifest.Digest}, but {sent.Manifest.Digest} was sent.");
    }

    [Fact]
    public async Task A_config_of_another_architecture_is_named_even_when_it_is_the_one_that_was_sent()
    {
        LayoutImageParts[] images = [_layout.Image(Amd64), _layout.Image(Arm64, says: Amd64)];

        var problem = await FailAsync(_layout.Index(images.Select(image => image.Manifest)), images);

        problem.Id.ShouldBe("MA1602");
        problem.Why.ShouldBe("the entry linux/arm64 holds an image whose config says linux/amd64.");
    }

    [Fact]
    public async Task All_defects_are_told_at_once()
    {
        LayoutImageParts[] sent = [_layout.Image(Amd64), _layout.Image(Arm64, says: Amd64), _layout.Image(S390x)];
        var other = _layout.Image(Amd64, content: "of another run");
        var foreign = _layout.Image("linux/ppc64le");
        var index = _layout.Index(other.Manifest, sent[1].Manifest, foreign.Manifest);
        var assembled = _layout.Sent(sent);
        File.Delete(_layout.FileOf(other.Layer));

        var problem = await FailAsync(index, assembled);

        problem.Why.Split("; ").ShouldBe(
        [
            $"the index that was read back is {index.Digest}, but {assembled.Digest} was sent",
            "linux/s390x is missing",
            $"linux/ppc64le ({foreign.Manifest.Digest}) was not asked for",
            $"the entry linux/amd64 is {other.Manifest.Digest}, but {sent[0].Manifest.Digest} was sent",
            "the entry linux/arm64 holds an image whose config says linux/amd64",
            $"{_layout.FileOf(other.Layer)}: A manifest or the index names it.",
        ]);
    }

    private Task<VerifyResult> VerifyAsync(Descriptor named, params LayoutImageParts[] sent) => VerifyAsync(named, _layout.Sent(sent));

    private Task<VerifyResult> VerifyAsync(Descriptor named, AssembledImage sent)
    {
        _layout.Push(named);
        return Verifier.VerifyAsync(sent, LayoutImage.Of(_layout.Destination), _layout.Destination.Text, Token);
    }

    private async Task<Problem> FailAsync(Descriptor named, params LayoutImageParts[] sent) => await FailAsync(named, _layout.Sent(sent));

    private async Task<Problem> FailAsync(Descriptor named, AssembledImage sent) =>
        (await Should.ThrowAsync<MultiArchException>(() => VerifyAsync(named, sent))).Problem;
}
