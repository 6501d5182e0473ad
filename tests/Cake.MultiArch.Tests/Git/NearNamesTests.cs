using Cake.MultiArch.Git;

namespace Cake.MultiArch.Tests.Git;

public class NearNamesTests
{
    private static readonly string[] Names = ["main", "master", "develop", "release/1.0", "release/1.1", "v1.2.3", "x"];

    [Theory]
    [InlineData("mian", "main")]
    [InlineData("Main", "main")]
    [InlineData("origin/develop", "develop")]
    [InlineData("relase/1.1", "release/1.1,release/1.0")]
    [InlineData("release", "release/1.0,release/1.1")]
    [InlineData("1.2.3", "v1.2.3")]
    [InlineData("nothing-like-it", "")]
    public void The_nearest_come_first(string wanted, string expected) =>
        string.Join(',', NearNames.Of(wanted, Names)).ShouldBe(expected);

    [Fact]
    public void No_more_are_listed_than_can_be_read() =>
        NearNames.Of("branch", Enumerable.Range(0, 100).Select(i => $"branch{i}")).Count.ShouldBe(5);
}
