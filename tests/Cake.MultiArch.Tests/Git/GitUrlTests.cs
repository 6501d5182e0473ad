using Cake.MultiArch.Git;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Git;

public class GitUrlTests
{
    [Theory]
    [InlineData("https://git.example.com/team/web.git", "https://git.example.com", null)]
    [InlineData("https://git.example.com:8443/web", "https://git.example.com:8443", null)]
    [InlineData("HTTPS://Git.example.com/web", "HTTPS://Git.example.com", null)]
    [InlineData("http://ci%40example.com@git.example.com/web", "http://git.example.com", "ci@example.com")]
    [InlineData("https://ci:@git.example.com/web", "https://git.example.com", "ci")]
    [InlineData("https://[::1]:8080/web", "https://[::1]:8080", null)]
    [InlineData("https://git.example.com/a@b", "https://git.example.com", null)]
    [InlineData("https://a@b@git.example.com/web", "https://git.example.com", "a@b")]
    [InlineData("ssh://git@git.example.com:2222/web.git", null, "git")]
    [InlineData("git@git.example.com:team/web.git", null, null)]
    [InlineData("git.example.com:team/web@v1", null, null)]
    [InlineData("file:///srv/git/web", null, null)]
    public void Only_an_HTTP_address_has_an_origin_that_a_password_may_go_to(string text, string? origin, string? user) =>
        GitUrl.Parse(text, TestHost.Create()).ShouldBe(new GitUrl(text, origin, user));

    [Theory]
    [InlineData("web", "/work/web")]
    [InlineData("../web", "/web")]
    [InlineData("/srv/web", "/srv/web")]
    [InlineData("./a:b", "/work/a:b")]
    public void A_path_is_that_of_the_working_directory(string text, string path) =>
        GitUrl.Parse(text, TestHost.Create(workingDirectory: "/work")).Text.ShouldBe(path);

    [Theory]
    [InlineData("https://ci:s3cret@git.example.com/web")]
    [InlineData("https://:s3cret@git.example.com/web")]
    [InlineData("https://ci:s3cret@x@git.example.com/web")]
    [InlineData("ssh://ci:s3cret@git.example.com/web")]
    [InlineData("ci:s3cret@git.example.com/web")]
    [InlineData("https://ghp_s3cret@git.example.com/web")]
    [InlineData("https://glpat-s3cret:@git.example.com/web")]
    [InlineData("https://ci:s3cret@git.example.com/web\nmore")]
    public void A_password_or_token_inside_is_refused_and_not_repeated(string text)
    {
        var host = TestHost.Create();
        var problem = Should.Throw<MultiArchException>(() => GitUrl.Parse(text, host)).Problem;
        problem.Id.ShouldBe("MA1303");
        problem.ToString().ShouldNotContain("s3cret");
        problem.Repair.ShouldContain("MULTIARCH_GIT_PASSWORD");
        host.Secrets.Redact(text).ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("--upload-pack=touch /tmp/x")]
    [InlineData("-u")]
    [InlineData("https://git.example.com/web\n--upload-pack=x")]
    public void What_git_would_take_for_an_option_is_refused(string text) =>
        Should.Throw<MultiArchException>(() => GitUrl.Parse(text, TestHost.Create())).Problem.Id.ShouldBe("MA1302");
}
