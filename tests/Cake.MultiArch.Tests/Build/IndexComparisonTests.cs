using Cake.MultiArch.Build;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Tests.Build;

public class IndexComparisonTests
{
    [Fact]
    public void One_entry_a_platform_in_any_order_is_right() => Defects(["linux/arm64", "linux/amd64", "linux/arm/v7"]).ShouldBeEmpty();

    [Fact]
    public void A_platform_that_is_missing_is_named() => Defects(["linux/amd64", "linux/arm/v7"]).ShouldBe(["linux/arm64 is missing"]);

    [Fact]
    public void Another_variant_is_another_platform() =>
        Defects(["linux/amd64", "linux/arm64", "linux/arm/v6"]).ShouldBe(["linux/arm/v7 is missing", "linux/arm/v6 was not asked for"]);

    [Fact]
    public void A_platform_that_is_there_several_times_is_named() =>
        Defects(["linux/amd64", "linux/arm64", "linux/arm/v7", "linux/arm64", "linux/arm64"]).ShouldBe(["linux/arm64 is there 3 times"]);

    [Fact]
    public void An_empty_list_lacks_every_platform() =>
        Defects([]).ShouldBe(["linux/amd64 is missing", "linux/arm64 is missing", "linux/arm/v7 is missing"]);

    [Fact]
    public void An_entry_without_a_platform_is_named_by_its_digest()
    {
        var nameless = Entry("linux/amd64") with { Platform = null };

        IndexComparison.Defects(Index([nameless]), []).ShouldBe([$"{nameless.Digest} names no platform"]);
    }

    [Fact]
    public void Attestations_are_passed_over() =>
        IndexComparison.Defects(Index([Entry("linux/amd64"), Entry("linux/amd64") with { Platform = new Platform("unknown", "unknown", null) }]), ["linux/amd64"]).ShouldBeEmpty();

    private static IEnumerable<string> Defects(string[] entries) =>
        IndexComparison.Defects(Index([.. entries.Select(platform => Entry(platform))]), ["linux/amd64", "linux/arm64", "linux/arm/v7"]);

    private static Descriptor Entry(Platform platform) => new(MediaTypes.OciManifest, Digest.Of("x"u8), 1, platform);

    private static ImageIndex Index(Descriptor[] entries) => new(MediaTypes.OciIndex, entries, new Dictionary<string, string>());
}
