using System.Text.RegularExpressions;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using FsCheck.Xunit;

namespace Cake.MultiArch.Tests.Oci;

public partial class ImageReferenceTests
{
    private const string Sha256 = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("registry.example.com/demo/web:1.4.2", "registry.example.com", "demo/web", "1.4.2")]
    [InlineData("registry.example.com:5000/web", "registry.example.com:5000", "web", null)]
    [InlineData("localhost/web:run42", "localhost", "web", "run42")]
    [InlineData("localhost:5000/a/b/c:x", "localhost:5000", "a/b/c", "x")]
    [InlineData("127.0.0.1:5000/web:v1", "127.0.0.1:5000", "web", "v1")]
    [InlineData("[::1]:5000/web:v1", "[::1]:5000", "web", "v1")]
    [InlineData("[fd00:1:2::3]/web", "[fd00:1:2::3]", "web", null)]
    [InlineData("Registry.Example.COM/web:V1_x.Y-z", "Registry.Example.COM", "web", "V1_x.Y-z")]
    [InlineData("registry:5000/web", "registry:5000", "web", null)]
    [InlineData("web", "", "web", null)]
    [InlineData("web:1", "", "web", "1")]
    [InlineData("library/web:1", "", "library/web", "1")]
    [InlineData("docker.io/library/web:1", "docker.io", "library/web", "1")]
    [InlineData("a.io/a_b/c__d/e---f/g.h:1", "a.io", "a_b/c__d/e---f/g.h", "1")]
    [InlineData("xn--n3h.com/web:_", "xn--n3h.com", "web", "_")]
    [InlineData("localhost:5000", "", "localhost", "5000")]
    public void A_reference_has_its_parts(string text, string domain, string repository, string? tag)
    {
        var reference = ImageReference.Parse(text);

        reference.Domain.ShouldBe(domain);
        reference.Repository.ShouldBe(repository);
        reference.Tag.ShouldBe(tag);
        reference.TagOrLatest.ShouldBe(tag ?? "latest");
        reference.Digest.ShouldBeNull();
        reference.ToString().ShouldBe(text);
    }

    [Fact]
    public void A_reference_may_have_a_tag_and_a_digest()
    {
        var reference = ImageReference.Parse($"registry.example.com:5000/demo/web:1.4@{Sha256}");

        reference.Name.ShouldBe("registry.example.com:5000/demo/web");
        reference.Tag.ShouldBe("1.4");
        reference.Digest.ShouldBe(Digest.Parse(Sha256));
    }

    [Theory]
    [InlineData("registry.example.com/Demo/web:1", "\"Demo\" has capital letters", "Write registry.example.com/demo/web:1.")]
    [InlineData("MyTeam/Web:V1", "\"MyTeam\" has capital letters", "Write myteam/web:V1.")]
    [InlineData("https://registry.example.com/web:1", "\"https://\"", "Write registry.example.com/web:1.")]
    [InlineData("docker://registry.example.com/web:1", "\"docker://\"", "Write registry.example.com/web:1.")]
    [InlineData("dir:/tmp/web", "dir: is one of podman's transports", "registry.example.com")]
    [InlineData("r.io/web:1.0.0+build5", "the character \"+\"", "1.0.0-build5")]
    [InlineData("r.io/web:", "no tag after the ':'", "leave the ':' out")]
    [InlineData("r.io/web:-x", "begins with '-'", "letter")]
    [InlineData("r.io/web:a b", "the character \" \"", "letters, digits")]
    [InlineData("r.io//web", "has nothing before or after it", "Remove")]
    [InlineData("/web", "has nothing before or after it", "Remove")]
    [InlineData("r.io/web/", "has nothing before or after it", "Remove")]
    [InlineData("r.io/", "name of the repository is missing", "registry.example.com")]
    [InlineData("[::1]:5000", "a registry but no repository", "registry.example.com")]
    [InlineData("r.io/we$b", "the character \"$\"", "lower-case letters")]
    [InlineData("r.io/wéb", "the character \"é\"", "lower-case letters")]
    [InlineData("r.io/a___b", "too many separators in a row", "one or two '_'")]
    [InlineData("r.io/a..b", "too many separators in a row", "one or two '_'")]
    [InlineData("r.io/web-", "begins or ends with a separator", "between letters")]
    [InlineData("r.io:70000/web", "\"70000\" is not a port", "65535")]
    [InlineData("r.io:0/web", "\"0\" is not a port", "65535")]
    [InlineData("r.io:http/web", "\"http\" is not a port", "65535")]
    [InlineData("r.io:/web", "\"\" is not a port", "65535")]
    [InlineData("bad_host.io/web", "\"bad_host.io\" is not a host name", "'-' and '.'")]
    [InlineData("-r.io/web", "not a host name", "'-' and '.'")]
    [InlineData("[fd00::1%eth0]:5000/web", "not a host name", "brackets")]
    [InlineData("[fd00:::1]:5000/web", "not a host name", "brackets")]
    [InlineData("r.io/web@sha256:abc", "has 64 digits after the ':', and this has 3", "whole digest")]
    [InlineData("r.io/web@", "is not a digest", "whole digest")]
    [InlineData("r.io/web@md5:abc", "is not allowed in a reference", "sha256")]
    [InlineData("", "empty", "registry.example.com")]
    public void A_wrong_reference_is_answered_with_the_wrong_part_and_the_repair(string text, string why, string repair)
    {
        var problem = Should.Throw<MultiArchException>(() => ImageReference.Parse(text)).Problem;

        problem.Id.ShouldBe("MA1010");
        problem.Why.ShouldContain(why);
        problem.Repair.ShouldContain(repair);
        ImageReference.TryParse(text, out var reference, out var reason).ShouldBeFalse();
        reference.ShouldBeNull();
        reason.ShouldNotBeNull().ShouldContain(why);
    }

    [Fact]
    public void Lengths_are_limited_as_registries_limit_them()
    {
        ImageReference.Parse("r.io/web:" + new string('t', 128)).Tag!.Length.ShouldBe(128);
        ImageReference.TryParse("r.io/web:" + new string('t', 129), out _, out var tag).ShouldBeFalse();
        tag.ShouldNotBeNull().ShouldContain("at most 128 characters, and this has 129");

        ImageReference.Parse("r.io/" + new string('n', 250)).Name.Length.ShouldBe(255);
        ImageReference.TryParse("r.io/" + new string('n', 251), out _, out var name).ShouldBeFalse();
        name.ShouldNotBeNull().ShouldContain("at most 255 characters, and this has 256");
    }

    [Fact]
    public void A_password_in_a_reference_is_not_shown_again()
    {
        var problem = Should.Throw<MultiArchException>(() => ImageReference.Parse("https://ci:hunter2@registry.example.com/web:1")).Problem;

        problem.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public void A_text_made_to_be_slow_is_answered_at_once()
    {
        ImageReference.TryParse(string.Concat(Enumerable.Repeat("a://", 100_000)), out _, out _).ShouldBeFalse();
        ImageReference.TryParse(string.Concat(Enumerable.Repeat("a-", 100_000)), out _, out _).ShouldBeFalse();
        ImageReference.TryParse(string.Concat(Enumerable.Repeat("A", 100_000)), out _, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("web:1", "docker.io/library/web:1 or registry.example.com/web:1")]
    [InlineData("team/web:1", "docker.io/team/web:1 or registry.example.com/team/web:1")]
    public void Nothing_is_published_to_a_short_name(string text, string repair)
    {
        var problem = Should.Throw<MultiArchException>(() => ImageReference.ParseDestination(text)).Problem;

        problem.Id.ShouldBe("MA1011");
        problem.Repair.ShouldContain(repair);
    }

    [Theory]
    [InlineData("localhost:5000")]
    [InlineData("registry.example.com:5000")]
    [InlineData("registry.example.com")]
    public void A_registry_alone_is_no_destination(string text) =>
        Should.Throw<MultiArchException>(() => ImageReference.ParseDestination(text)).Problem.Why.ShouldContain("no repository");

    [Fact]
    public void A_destination_has_no_digest()
    {
        var problem = Should.Throw<MultiArchException>(() => ImageReference.ParseDestination($"r.io/web@{Sha256}")).Problem;

        problem.Id.ShouldBe("MA1012");
        problem.Repair.ShouldBe("Write r.io/web:latest.");
    }

    [Fact]
    public void A_destination_with_a_registry_is_taken_as_it_is() =>
        ImageReference.ParseDestination("127.0.0.1:5000/demo/web:1").ToString().ShouldBe("127.0.0.1:5000/demo/web:1");

    [Fact]
    public void A_tag_and_a_digest_replace_each_other()
    {
        var tagged = ImageReference.Parse("r.io/web:1");
        var digested = tagged.WithDigest(Digest.Parse(Sha256));

        digested.ToString().ShouldBe($"r.io/web@{Sha256}");
        digested.WithTag("2").ToString().ShouldBe("r.io/web:2");
        Should.Throw<MultiArchException>(() => tagged.WithTag("a/b")).Problem.Id.ShouldBe("MA1010");
    }

    [Fact]
    public void References_are_equal_by_their_parts() =>
        ImageReference.Parse($"r.io/web:1@{Sha256}").ShouldBe(ImageReference.Parse($" r.io/web:1@{Sha256}\n"));

    [Property(Arbitrary = [typeof(References)], MaxTest = 1000)]
    public void What_the_grammar_allows_is_read_and_printed_back(string text) =>
        ImageReference.Parse(text).ToString().ShouldBe(text);

    [Fact]
    public void A_tag_of_several_lines_is_shown_on_one() =>
        Should.Throw<MultiArchException>(() => ImageReference.Parse("latest:a+\n@")).Problem.ToString().Split('\n').Length.ShouldBe(4);

    [Property(Arbitrary = [typeof(Texts)], MaxTest = 1000)]
    public void What_the_grammar_does_not_allow_is_never_read(string text)
    {
        if (ImageReference.TryParse(text, out var reference, out _))
        {
            Grammar().IsMatch(reference.ToString()).ShouldBeTrue();
            ImageReference.Parse(reference.ToString()).ShouldBe(reference);
        }
        else
        {
            Should.Throw<MultiArchException>(() => ImageReference.Parse(text)).Problem.ToString().Split('\n').Length.ShouldBe(4);
        }
    }

    /// <summary>The grammar of the distribution project, written as one expression.</summary>
    [GeneratedRegex("""
        ^(?:(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:]+\])(?::[0-9]+)?/)?
        [a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*
        (?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?
        (?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,})?\z
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Grammar();
}
