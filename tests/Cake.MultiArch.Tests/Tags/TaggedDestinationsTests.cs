using Cake.MultiArch.Git;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Tags;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Tags;

public class TaggedDestinationsTests
{
    private const string Web = "registry.example.com/demo/web";

    [Theory]
    [InlineData(Web, "1.4.2 1.4 latest", $"{Web}:1.4.2 {Web}:1.4 {Web}:latest")]
    [InlineData($"{Web}:stable", "1.4.2 latest", $"{Web}:stable {Web}:1.4.2 {Web}:latest")]
    [InlineData($"{Web}:latest", "1.4.2 latest", $"{Web}:latest {Web}:1.4.2")]
    [InlineData($"{Web}:stable", "", $"{Web}:stable")]
    [InlineData(Web, "", Web)]
    [InlineData($"{Web} {Web}:stable", "main", $"{Web}:main {Web}:stable")]
    [InlineData($"{Web}:main {Web}", "main", $"{Web}:main")]
    [InlineData($"{Web} other.example.com/web", "main", $"{Web}:main other.example.com/web:main")]
    [InlineData("oci:/out", "1.4.2 latest", "oci:/out:latest")]
    [InlineData($"oci:/out:mine {Web}", "main", $"oci:/out:mine {Web}:main")]
    public void Every_registry_gets_the_derived_tags_and_keeps_those_that_were_written(string images, string tags, string expected) =>
        string.Join(' ', Settings(images).With(Derived(tags)).Destinations.Select(destination => destination.Text)).ShouldBe(expected);

    [Theory]
    [InlineData($"{Web}:stable", "", false)]
    [InlineData(Web, "main", false)]
    [InlineData("oci:/out", "", false)]
    [InlineData(Web, "", true)]
    [InlineData($"{Web}:stable other.example.com/web", "", true)]
    public void Only_a_reference_that_stays_without_a_tag_is_a_problem(string images, string tags, bool isProblem)
    {
        var derived = Derived(tags);
        (Settings(images).With(derived).Untagged(derived) is not null).ShouldBe(isProblem);
    }

    [Fact]
    public void The_problem_has_the_reason_of_every_rule_and_the_argument_that_helps()
    {
        var derived = new DerivedTags(
            [],
            ["semver: the commit has no git tag.", "latest: no release."],
            GitProblems.Unreachable("https://git.example.com", "Connection refused", [])
        );
        var problem = Settings(Web).Untagged(derived).ShouldNotBeNull();

        problem.Id.ShouldBe("MA1550");
        problem.What.ShouldContain(Web);
        problem.Where.ShouldBe("--tags=semver,latest");
        problem.Why.ShouldBe(
            "semver: the commit has no git tag. latest: no release. The tags of the repository cannot be listed: Connection refused"
        );
        problem.Repair.ShouldBe($"Write --tags=semver,latest,sha, or write a tag: --image={Web}:TAG");
    }

    private static DerivedTags Derived(string tags) => new(tags.Split(' ', StringSplitOptions.RemoveEmptyEntries), []);

    private static MultiArchSettings Settings(string images)
    {
        var clean = InputTable.All.Select(input => input.Environment).OfType<string>().ToDictionary(name => name, _ => string.Empty);
        var cake = new TestCake("/src/web", ["--tags=latest,semver", .. images.Split(' ').Select(image => $"--image={image}")], clean);
        return new SettingsReader(Host.From(cake.Context), cake.Context.Arguments, new MultiArchDefinition()).Read();
    }
}
