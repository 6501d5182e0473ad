using Cake.MultiArch.Tags;

namespace Cake.MultiArch.Tests.Tags;

public class SemanticVersionTests
{
    /// <summary>The examples of the specification, then what it leaves open, each higher than the one before.</summary>
    private static readonly string[] Ascending =
    [
        "0.0.0",
        "0.0.1-alpha",
        "0.0.1",
        "0.1.0",
        "1.0.0-1",
        "1.0.0-2",
        "1.0.0-10",
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "1.0.0-rc.1+1",
        "1.0.0",
        "1.0.0+1",
        "1.0.0+2",
        "1.0.0+2.1",
        "1.0.0+010",
        "1.0.0+10",
        "1.0.0+a",
        "1.0.1",
        "1.2.0",
        "1.10.0",
        "2.0.0",
        "10.0.0",
        "100000000000000000000.0.0",
    ];

    [Fact]
    public void The_order_is_that_of_the_specification()
    {
        var versions = Ascending.Select(text => SemanticVersion.Of(text).ShouldNotBeNull()).ToList();
        for (var i = 0; i < versions.Count; i++)
        {
            for (var j = 0; j < versions.Count; j++)
            {
                Math.Sign(versions[i].CompareTo(versions[j])).ShouldBe(i.CompareTo(j), $"{versions[i]} and {versions[j]}");
            }
        }
    }

    [Fact]
    public void A_version_is_written_as_it_was_read_without_the_v() =>
        Ascending.Select(text => SemanticVersion.Of("v" + text)!.ToString()).ShouldBe(Ascending);

    [Theory]
    [InlineData("")]
    [InlineData("v")]
    [InlineData("1.2.3\n")]
    [InlineData(" 1.2.3")]
    [InlineData("vv1.2.3")]
    [InlineData("1.2.3-é")]
    [InlineData("१.२.३")]
    public void What_only_looks_like_one_is_none(string text) => SemanticVersion.Of(text).ShouldBeNull();
}
