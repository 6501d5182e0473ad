using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests.Inputs;

public class DefinitionTests
{
    [Fact]
    public void A_name_is_given_once_whatever_its_case()
    {
        var definition = new MultiArchDefinition();
        definition.Image("web");

        Should.Throw<MultiArchException>(() => definition.Image("web")).Problem.Id.ShouldBe("MA1043");
    }

    [Theory]
    [InlineData("Web")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a--b")]
    [InlineData("../up")]
    public void A_name_that_no_reference_could_hold_is_refused(string name) =>
        Should.Throw<MultiArchException>(() => new MultiArchDefinition().Image(name)).Problem.Id.ShouldBe("MA1043");

    [Fact]
    public void A_platform_that_is_not_known_is_refused_where_it_is_written() =>
        Should.Throw<MultiArchException>(() => new MultiArchDefinition().Image("web").Platforms("linux/arm46"));

    [Fact]
    public void A_rule_for_tags_that_is_not_known_is_refused_where_it_is_written()
    {
        var problem = Should.Throw<MultiArchException>(() => new MultiArchDefinition().Image("web").Tags("semver", "brunch")).Problem;
        problem.Id.ShouldBe("MA1042");
        problem.Repair.ShouldContain("branch");
    }
}
