using Cake.MultiArch.Git;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Git;

public sealed class GitCloneTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("multiarch-git-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_missing_git_is_answered_with_the_command_that_installs_it()
    {
        var problem = (
            await Should.ThrowAsync<MultiArchException>(() =>
                new GitClone(TestHost.Create()).CloneAsync(
                    new GitSource("https://git.example.com/web"),
                    Path.Combine(_folder, "clone"),
                    _folder,
                    TestContext.Current.CancellationToken
                )
            )
        ).Problem;
        problem.Id.ShouldBe("MA1301");
        problem.Repair.ShouldContain("apt-get install git");
    }

    [Fact]
    public async Task A_folder_that_is_in_use_is_left_alone()
    {
        File.WriteAllText(Path.Combine(_folder, "mine"), "");
        await Should.ThrowAsync<ArgumentException>(() => new GitClone(TestHost.Create()).CloneAsync(
            new GitSource("https://git.example.com/web"), _folder, _folder, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_source_prints_itself_without_its_secrets() =>
        new GitSource("https://a:s3cret@git.example.com", Username: "ci", Password: "s3cret").ToString().ShouldNotContain("s3cret");
}
