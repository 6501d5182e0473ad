using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using FsCheck.Xunit;

namespace Cake.MultiArch.Tests.Oci;

public class PlatformTests
{
    [Theory]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("linux/x86_64", "linux/amd64")]
    [InlineData("linux/x86-64", "linux/amd64")]
    [InlineData("linux/amd64/v1", "linux/amd64")]
    [InlineData("linux/amd64/v3", "linux/amd64/v3")]
    [InlineData("linux/aarch64", "linux/arm64")]
    [InlineData("linux/arm64/v8", "linux/arm64")]
    [InlineData("linux/arm64/8", "linux/arm64")]
    [InlineData("linux/arm64/v9", "linux/arm64/v9")]
    [InlineData("linux/arm64/v8.2", "linux/arm64/v8.2")]
    [InlineData("linux/arm", "linux/arm/v7")]
    [InlineData("linux/arm/7", "linux/arm/v7")]
    [InlineData("linux/arm/v6", "linux/arm/v6")]
    [InlineData("linux/armhf", "linux/arm/v7")]
    [InlineData("linux/armhf/v7", "linux/arm/v7")]
    [InlineData("linux/armv7l", "linux/arm/v7")]
    [InlineData("linux/armel", "linux/arm/v6")]
    [InlineData("linux/i386", "linux/386")]
    [InlineData("linux/i686", "linux/386")]
    [InlineData("linux/mips64el", "linux/mips64le")]
    [InlineData("linux/ppc64el", "linux/ppc64le")]
    [InlineData("linux/loongarch64", "linux/loong64")]
    [InlineData("linux/riscv64", "linux/riscv64")]
    [InlineData("linux/s390x", "linux/s390x")]
    [InlineData("  Linux/ARM64/V8\n", "linux/arm64")]
    public void A_platform_is_normalised(string text, string normal)
    {
        var platform = Platform.Parse(text);

        platform.ToString().ShouldBe(normal);
        platform.ShouldBe(Platform.Parse(normal));
        platform.GetHashCode().ShouldBe(Platform.Parse(normal).GetHashCode());
    }

    [Theory]
    [InlineData("arm64", "MA1001", "Write linux/arm64.")]
    [InlineData("aarch64", "MA1001", "Write linux/arm64.")]
    [InlineData("arn64", "MA1001", "Write linux/arm64.")]
    [InlineData("armhf", "MA1001", "Write linux/arm/v7.")]
    [InlineData("linux", "MA1001", "linux/arm64")]
    [InlineData("", "MA1001", "linux/amd64,linux/arm64")]
    [InlineData("linux/", "MA1001", "linux/arm64")]
    [InlineData("linux/amd64/", "MA1001", "linux/arm64")]
    [InlineData("linux/arm/v7/x", "MA1001", "commas")]
    [InlineData("linux/amd64 linux/arm64", "MA1001", "commas")]
    [InlineData("linux/amd64;linux/arm64", "MA1001", "commas")]
    [InlineData("linux/amd64,linux/arm64", "MA1001", "one platform")]
    [InlineData("linux/arn64", "MA1002", "linux/arm64")]
    [InlineData("linux/amd46", "MA1002", "linux/amd64")]
    [InlineData("linux/aarch46", "MA1002", "linux/arm64")]
    [InlineData("linux/amr/v6", "MA1002", "linux/arm/v6")]
    [InlineData("linux/toaster", "MA1002", "Write, for example, linux/amd64.")]
    [InlineData("linxu/arm64", "MA1002", "linux/arm64")]
    [InlineData("amd64/linux", "MA1002", "linux/amd64")]
    [InlineData("arm/v6", "MA1002", "linux/arm/v6")]
    [InlineData("arm64/v8", "MA1002", "linux/arm64")]
    [InlineData("windows/amd64", "MA1003", "linux/")]
    [InlineData("macos/arm64", "MA1003", "linux/")]
    [InlineData("freebsd/amd64", "MA1003", "linux/")]
    [InlineData("linux/arm/v77", "MA1004", "linux/arm")]
    [InlineData("linux/arm64/v7", "MA1004", "linux/arm64")]
    [InlineData("linux/amd64/v5", "MA1004", "linux/amd64")]
    [InlineData("linux/armhf/v6", "MA1004", "linux/arm/v7 or linux/arm/v6")]
    [InlineData("linux/s390x/é", "MA1004", "linux/s390x")]
    public void A_platform_that_cannot_be_built_is_refused_with_what_to_write(string text, string id, string repair)
    {
        var problem = Should.Throw<MultiArchException>(() => Platform.Parse(text)).Problem;

        problem.Id.ShouldBe(id);
        problem.Where.ShouldContain(text.Trim());
        problem.Repair.ShouldContain(repair);
        Platform.TryParse(text, out _).ShouldBeFalse();
    }

    [Fact]
    public void An_unknown_architecture_is_answered_with_the_known_ones()
    {
        var problem = Should.Throw<MultiArchException>(() => Platform.Parse("linux/toaster")).Problem;

        problem.Why.ShouldBe(
            "The known architectures are 386, amd64, arm, arm64, loong64, mips, mips64, mips64le, mipsle, ppc64, ppc64le, riscv64, s390x.");
    }

    [Fact]
    public void A_missing_text_is_refused_like_an_empty_one()
    {
        Should.Throw<MultiArchException>(() => Platform.Parse(null!)).Problem.Id.ShouldBe("MA1001");
        Should.Throw<MultiArchException>(() => Platform.ParseList(null!)).Problem.Id.ShouldBe("MA1001");
        Platform.TryParse(null, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_list_keeps_its_order_and_each_platform_once() =>
        Platform.ParseList("linux/arm64, linux/amd64,linux/aarch64,linux/x86_64,linux/arm64/v8,linux/s390x")
            .ShouldBe(["linux/arm64", "linux/amd64", "linux/s390x"]);

    [Theory]
    [InlineData("linux/amd64,,linux/arm64")]
    [InlineData("linux/amd64,")]
    [InlineData(",")]
    public void A_list_with_nothing_between_two_commas_is_refused(string text) =>
        Should.Throw<MultiArchException>(() => Platform.ParseList(text)).Problem.Id.ShouldBe("MA1001");

    [Fact]
    public void A_script_writes_a_platform_as_text()
    {
        List<Platform> platforms = ["linux/arm64", "linux/arm"];

        platforms.ShouldBe([new Platform("linux", "arm64"), new Platform("linux", "arm", "v7")]);
    }

    [Theory]
    [InlineData("unknown", "unknown", null, "unknown/unknown")]
    [InlineData("windows", "amd64", null, "windows/amd64")]
    [InlineData("macOS", "AArch64", "v8", "darwin/arm64")]
    [InlineData(null, null, null, "unknown/unknown")]
    [InlineData("", " ", "", "unknown/unknown")]
    [InlineData("linux", "armhf", "v6", "linux/arm/v7")]
    [InlineData("Haiku", "Toaster", "V2", "haiku/toaster/v2")]
    public void A_document_may_name_any_platform(string? os, string? architecture, string? variant, string shown) =>
        new Platform(os, architecture, variant).ToString().ShouldBe(shown);

    [Theory]
    [InlineData("linux/arm64", "linux-arm64")]
    [InlineData("linux/arm", "linux-arm-v7")]
    [InlineData("linux/arm64/v8.2", "linux-arm64-v8.2")]
    public void A_platform_has_a_form_for_tags_and_files(string text, string name) => Platform.Parse(text).FileName.ShouldBe(name);

    [Fact]
    public void A_document_s_platform_cannot_lead_out_of_a_folder() =>
        new Platform("../..", "a:b", "é c").FileName.ShouldBe("..-..-a-b---c");

    [Property(Arbitrary = [typeof(Texts)], MaxTest = 500)]
    public void Any_text_is_read_or_refused_with_a_problem(string text)
    {
        var isPlatform = Platform.TryParse(text, out var platform);
        try
        {
            Platform.Parse(text).ShouldBe(platform);
            isPlatform.ShouldBeTrue();
        }
        catch (MultiArchException e)
        {
            isPlatform.ShouldBeFalse();
            e.Problem.ToString().Split('\n').Length.ShouldBe(4, "a value with a line end must not break the message's form");
        }
    }

    [Property(Arbitrary = [typeof(Texts)], MaxTest = 500)]
    public void Normalising_twice_changes_nothing(string os, string architecture, string variant)
    {
        var once = new Platform(os, architecture, variant);

        new Platform(once.Os, once.Architecture, once.Variant).ShouldBe(once);
    }

    [Property(Arbitrary = [typeof(BuildablePlatforms)], MaxTest = 500)]
    public void What_is_printed_is_read_back(Platform platform)
    {
        Platform.Parse(platform.ToString()).ShouldBe(platform);
        Platform.Parse(platform.ToString().ToUpperInvariant()).ShouldBe(platform);
    }
}
