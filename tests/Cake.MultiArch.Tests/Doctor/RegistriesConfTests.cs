using Cake.MultiArch.Doctor;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Tests.Doctor;

public class RegistriesConfTests
{
    [Theory]
    [InlineData("[[registries]]\n", 1, "[[registries]]", "[[registry]]")]
    [InlineData("# x\n[[registry]]\nlocaton = \"a.example.com\"\n", 3, "locaton", "location")]
    [InlineData("unqualified-search-registry = [\"docker.io\"]\n", 1, "unqualified-search-registry", "unqualified-search-registries")]
    [InlineData("[aliass]\n", 1, "[aliass]", "[aliases]")]
    public void What_podman_passes_over_has_its_line_and_what_was_meant(string text, int line, string written, string meant) =>
        new RegistriesConf("registries.conf", text).Ignored().ShouldHaveSingleItem().ShouldBe((line, written, meant));

    [Theory]
    [InlineData("unqualified-search-registries = [\n  \"docker.io\",\n]\nshort-name-mode = \"permissive\"\n")]
    [InlineData(
        "[[registry]]\nprefix = \"a.example.com\"\n[[registry.mirror]]\nlocation = \"b.example.com\"\n[aliases]\n\"any\" = \"docker.io/library/any\"\n"
    )]
    [InlineData("[registries.search]\nregistries = [\"docker.io\"]\n")]
    public void What_podman_knows_is_not_told(string text) => new RegistriesConf("registries.conf", text).Ignored().ShouldBeEmpty();

    [Theory]
    [InlineData("100;w=21600", "76;w=21600", 100, 76, 6)]
    [InlineData(null, "3", null, 3, null)]
    public void A_limit_of_pulls_is_read(string? limit, string remaining, int? all, int left, int? hours) =>
        RateLimit.Parse(limit, remaining).ShouldBe(new RateLimit(all, left, hours is { } value ? TimeSpan.FromHours(value) : null));

    [Theory]
    [InlineData(null)]
    [InlineData("many")]
    public void What_is_no_limit_is_none(string? remaining) => RateLimit.Parse("100;w=21600", remaining).ShouldBeNull();
}
