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
        var index = _layout.Index(images.Select(image => image.Manifest).Reverse());

        var result = await VerifyAsync(index, images);

        result.Digest.ShouldBe(index.Digest.ToString());
        result.MediaType.ShouldBe(MediaTypes.OciIndex);
        result.Size.ShouldBe(index.Size);
        result.Digests.ShouldBe(images.ToDictionary(image => image.Manifest.Platform!, image => image.Manifest.Digest.ToString()), ignoreOrder: true);
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
    public async Task An_entry_that_is_missing_is_named()
    {
        LayoutImageParts[] images = [_layout.Image(Amd64), _layout.Image(Arm64)];

        var problem = await FailAsync(_layout.Index(images[0].Manifest), images);

        problem.Id.ShouldBe("MA1602");
        problem.Why.ShouldBe("linux/arm64 is missing.");
    }

    [Fact]
    public async Task An_entry_that_is_there_twice_is_named()
    {
        var image = _layout.Image(Arm64);

        var problem = await FailAsync(_layout.Index(image.Manifest, _layout.Image(Arm64, content: "older").Manifest), image);

        problem.Id.ShouldBe("MA1602");
        problem.Why.ShouldBe("linux/arm64 is there 2 times.");
    }

    [Fact]
    public async Task An_entry_that_nobody_asked_for_is_named()
    {
        var image = _layout.Image(Arm64);

        (await FailAsync(_layout.Index(image.Manifest, _layout.Image(S390x).Manifest), image)).Why.ShouldBe("linux/s390x was not asked for.");
    }

    [Fact]
    public async Task An_entry_without_a_platform_is_named_by_its_digest()
    {
        var image = _layout.Image(Arm64);
        var nameless = _layout.Image(S390x).Manifest with { Platform = null };

        (await FailAsync(_layout.Index(image.Manifest, nameless), image)).Why.ShouldBe($"{nameless.Digest} names no platform.");
    }

    [Fact]
    public async Task A_config_of_another_architecture_is_named_even_when_it_is_the_one_that_was_built()
    {
        LayoutImageParts[] images = [_layout.Image(Amd64), _layout.Image(Arm64, says: Amd64)];

        var problem = await FailAsync(_layout.Index(images.Select(image => image.Manifest)), images);

        problem.Id.ShouldBe("MA1602");
        problem.Why.ShouldBe("the entry linux/arm64 holds an image whose config says linux/amd64.");
    }

    [Fact]
    public async Task An_image_that_is_not_the_one_that_was_built_is_named_with_both_identifiers()
    {
        var built = _layout.Image(Arm64);
        var other = _layout.Image(Arm64, content: "of another run");

        var problem = await FailAsync(_layout.Index(other.Manifest), built);

        problem.Id.ShouldBe("MA1602");
        problem.Why.ShouldBe($"the entry linux/arm64 holds the image {other.Config.Digest}, not {built.Config.Digest} that was built.");
    }

    [Fact]
    public async Task All_defects_are_told_at_once()
    {
        LayoutImageParts[] built = [_layout.Image(Amd64), _layout.Image(Arm64, says: Amd64), _layout.Image(S390x)];
        var other = _layout.Image(Amd64, content: "of another run");

        var problem = await FailAsync(_layout.Index(other.Manifest, built[1].Manifest, _layout.Image("linux/ppc64le").Manifest), built);

        problem.Why.Split("; ").ShouldBe(
        [
            "linux/s390x is missing",
            "linux/ppc64le was not asked for",
            $"the entry linux/amd64 holds the image {other.Config.Digest}, not {built[0].Config.Digest} that was built",
            "the entry linux/arm64 holds an image whose config says linux/amd64.",
        ]);
    }

    [Fact]
    public async Task Attestations_of_other_tools_are_no_defect()
    {
        var image = _layout.Image(Amd64);
        var unknown = _layout.Image(new Platform("unknown", "unknown", null)).Manifest;
        var annotated = _layout.Image(S390x).Manifest with
        {
            Annotations = new Dictionary<string, string> { ["vnd.docker.reference.type"] = "attestation-manifest" },
        };

        var result = await VerifyAsync(_layout.Index(image.Manifest, unknown, annotated), image);

        result.Digests.Keys.ShouldBe([Amd64]);
    }

    [Theory]
    [InlineData("linux/arm/v6", "linux/arm/v7", true)] // Podman 4.3 writes v7 into every arm config.
    [InlineData("linux/arm/v7", "linux/arm/v6", false)]
    [InlineData("linux/arm64", "linux/arm/v7", false)]
    public async Task A_variant_in_the_config_is_taken_for_podmans_own_only_where_podman_writes_it(string entry, string config, bool isRight)
    {
        var image = _layout.Image(entry, says: config);
        var index = _layout.Index(image.Manifest);

        if (isRight)
        {
            (await VerifyAsync(index, image)).Digests.Keys.ShouldBe([(Platform)entry]);
        }
        else
        {
            (await FailAsync(index, image)).Why.ShouldBe($"the entry {entry} holds an image whose config says {config}.");
        }
    }

    private Task<VerifyResult> VerifyAsync(Descriptor named, params LayoutImageParts[] built)
    {
        _layout.Push(named);
        return Verifier.VerifyAsync(LayoutFolder.Built(built), LayoutImage.Of(_layout.Destination), _layout.Destination.Text, Token);
    }

    private async Task<Problem> FailAsync(Descriptor named, params LayoutImageParts[] built) =>
        (await Should.ThrowAsync<MultiArchException>(() => VerifyAsync(named, built))).Problem;
}
