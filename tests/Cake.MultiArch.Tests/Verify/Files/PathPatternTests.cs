using Cake.MultiArch.Layers;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests.Verify.Files;

public class PathPatternTests
{
    [Theory]
    [InlineData("/opt/cross", "/opt/cross")]
    [InlineData("/opt/cross", "/opt/cross/bin/gcc")]
    [InlineData("/opt/cross/", "/opt/cross/bin/gcc")]
    [InlineData("/opt//./cross", "/opt/cross/gcc")]
    [InlineData("/opt/*", "/opt/cross")]
    [InlineData("/opt/*", "/opt/cross/gcc")]
    [InlineData("/opt/*.elf", "/opt/x.elf")]
    [InlineData("/opt/lib*/x", "/opt/lib64/x")]
    [InlineData("/opt/lib*/x", "/opt/lib/x")]
    [InlineData("/**", "/x")]
    [InlineData("/**", "/x/y/z")]
    [InlineData("/", "/x/y")]
    [InlineData("/**/*.elf", "/x.elf")]
    [InlineData("/**/*.elf", "/a/b/x.elf")]
    [InlineData("/opt/**/bin", "/opt/bin/x")]
    [InlineData("/opt/**/bin", "/opt/a/b/bin/x")]
    [InlineData("/opt/**/**/bin", "/opt/bin")]
    [InlineData("/opt/a**b", "/opt/a-b")]
    [InlineData("/opt/[x]+(y).z", "/opt/[x]+(y).z")]
    [InlineData("/opt/x", "/opt/x/line\nfeed")]
    [InlineData("/opt/..x", "/opt/..x")]
    public void A_pattern_names_files(string pattern, string path) =>
        PathPattern.Parse(pattern, "--allow-foreign").Matches(path).ShouldBeTrue();

    [Theory]
    [InlineData("/opt/cross", "/opt/crossed")]
    [InlineData("/opt/cross", "/opt")]
    [InlineData("/opt/cross", "/usr/opt/cross")]
    [InlineData("/opt/*", "/opt")]
    [InlineData("/opt/*/x", "/opt/x")]
    [InlineData("/opt/*/x", "/opt/a/b/x")]
    [InlineData("/opt/*.elf", "/opt/a/x.elf")]
    [InlineData("/**/*.elf", "/a/x.elfs")]
    [InlineData("/opt/a**b", "/opt/a/b")]
    [InlineData("/opt/x.y", "/opt/x-y")]
    [InlineData("/opt/x", "/opt/x\n")]
    [InlineData("/OPT", "/opt")]
    public void And_no_others(string pattern, string path) => PathPattern.Parse(pattern, "--allow-foreign").Matches(path).ShouldBeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("opt/cross")]
    [InlineData("*")]
    [InlineData(" /opt")]
    public void It_begins_with_a_slash(string pattern)
    {
        var problem = Should.Throw<MultiArchException>(() => PathPattern.Parse(pattern, "--allow-foreign")).Problem;

        problem.Id.ShouldBe("MA1560");
        problem.Where.ShouldBe("--allow-foreign");
        problem.Repair.ShouldStartWith("Write --allow-foreign=/");
    }

    [Theory]
    [InlineData("/opt/../usr")]
    [InlineData("/..")]
    [InlineData("/opt/x\n")]
    [InlineData("/opt/\0")]
    [InlineData("/opt/\u007f")]
    public void It_is_a_plain_path(string pattern) =>
        Should
            .Throw<MultiArchException>(() => PathPattern.Parse(pattern, "--allow-foreign"))
            .Problem.What.ShouldContain("names no file of an image");

    [Fact]
    public void A_hostile_pattern_is_matched_in_time()
    {
        var pattern = PathPattern.Parse("/" + string.Join('/', Enumerable.Repeat("**/*a*a*a*", 30)), "--allow-foreign");

        pattern.Matches("/" + string.Join('/', Enumerable.Repeat("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 60)) + "/b").ShouldBeTrue();
        pattern.Matches("/" + string.Join('/', Enumerable.Repeat("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", 60))).ShouldBeFalse();
    }
}
