using System.Text;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using FsCheck.Xunit;

namespace Cake.MultiArch.Tests.Oci;

public class DigestTests
{
    [Fact]
    public void A_digest_is_made_of_content()
    {
        var digest = Digest.Of("abc"u8);

        digest.ToString().ShouldBe("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        digest.Algorithm.ShouldBe("sha256");
        digest.Verify("abc"u8).ShouldBeTrue();
        digest.Verify("abd"u8).ShouldBeFalse();
    }

    [Fact]
    public void Sha512_is_verified_too()
    {
        var digest = Digest.Parse(
            "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        );

        digest.Verify("abc"u8).ShouldBeTrue();
        digest.Verify(""u8).ShouldBeFalse();
    }

    [Fact]
    public void An_algorithm_that_is_not_known_is_read_and_proves_nothing() =>
        Digest.Parse("multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8").Verify("abc"u8).ShouldBeFalse();

    [Theory]
    [InlineData(null, "no ':'")]
    [InlineData("", "no ':'")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "no ':'")]
    [InlineData("sha256:", "64 digits after the ':', and this has 0")]
    [InlineData("sha256:e3b0c44298fc", "64 digits after the ':', and this has 12")]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", "0-9 and a-f")]
    [InlineData("SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "not the name of an algorithm")]
    [InlineData("sha-:abc", "not the name of an algorithm")]
    [InlineData(":abc", "not the name of an algorithm")]
    [InlineData("other:", "empty")]
    [InlineData("other:a b", "not allowed")]
    public void A_text_that_is_no_digest_is_refused_with_the_reason(string? text, string why)
    {
        var problem = Should.Throw<MultiArchException>(() => Digest.Parse(text!)).Problem;

        problem.Id.ShouldBe("MA1013");
        problem.Why.ShouldContain(why);
    }

    [Property]
    public void The_digest_of_any_content_verifies_it_and_is_read_back(string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content ?? "");
        var digest = Digest.Of(bytes);

        Digest.Parse(digest.ToString()).ShouldBe(digest);
        digest.Verify(bytes).ShouldBeTrue();
        digest.Verify([.. bytes, 0]).ShouldBeFalse();
    }
}
