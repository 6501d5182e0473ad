using Cake.MultiArch.Git;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests.Git;

public class GitRevisionTests
{
    [Theory]
    [InlineData("main")]
    [InlineData("feature/é-1_x.y")]
    [InlineData("refs/pull/7/head")]
    [InlineData("@foo")]
    [InlineData("v1.0")]
    public void A_name_that_git_allows_is_taken(string branch) =>
        GitRevision.Parse(branch, null).Branch.ShouldBe(branch);

    [Theory]
    [InlineData("-x")]
    [InlineData("--upload-pack=touch /tmp/x")]
    [InlineData("main:refs/heads/other")]
    [InlineData("refs/heads/*")]
    [InlineData("a b")]
    [InlineData("a..b")]
    [InlineData("main~1")]
    [InlineData("main^")]
    [InlineData("main@{1}")]
    [InlineData("a\nb")]
    [InlineData("a/")]
    [InlineData("/a")]
    [InlineData("a.lock")]
    [InlineData("a/.b")]
    [InlineData("@")]
    public void An_option_a_pattern_or_an_expression_is_no_branch(string branch)
    {
        var problem = Should.Throw<MultiArchException>(() => GitRevision.Parse(branch, null)).Problem;
        problem.Id.ShouldBe("MA1304");
        problem.ToString().Split('\n').Length.ShouldBe(4);
    }

    [Theory]
    [InlineData("v1.0")]
    [InlineData("abc")]
    [InlineData("--all")]
    [InlineData("main")]
    [InlineData("0123456789012345678901234567890123456789a")]
    public void What_is_not_hexadecimal_is_no_commit(string commit)
    {
        var problem = Should.Throw<MultiArchException>(() => GitRevision.Parse(null, commit)).Problem;
        problem.Id.ShouldBe("MA1305");
        problem.Repair.ShouldContain("--git-branch");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", " ")]
    public void Nothing_given_is_the_default_branch(string? branch, string? commit) =>
        GitRevision.Parse(branch, commit).References.ShouldBe(["HEAD"]);
}
