using System.Security.Cryptography;
using System.Text;
using Cake.MultiArch.Git;

namespace Cake.MultiArch.IntegrationTests.Git;

public sealed class GitLargeFileTests : IDisposable
{
    private const string Content = "a large file\n";

    private static readonly string Identifier = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Content)));

    private readonly GitWorkshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task Large_files_are_fetched_with_the_password_although_git_lfs_was_never_set_up_for_the_user()
    {
        RepositoryWithLargeFile("web");
        using var server = new GitHttpServer(_workshop.Served) { Account = "ci:secret" };
        server.LargeFiles[Identifier] = Encoding.UTF8.GetBytes(Content);

        await _workshop.CloneAsync(new GitSource(server.Url + "web", Username: "ci", Password: "secret"));

        _workshop.ClonedFile("big.bin").ShouldBe(Content);
        server.Requests.ShouldContain(request => request.EndsWith("/objects/batch"));
        File.ReadAllText(Path.Combine(_workshop.Clone, ".git", "config")).ShouldNotContain("secret");
    }

    [Fact]
    public async Task Large_files_of_a_submodule_are_fetched()
    {
        _workshop.Set("GIT_ALLOW_PROTOCOL", "http:file");
        var inner = RepositoryWithLargeFile("inner");
        var outer = _workshop.Repository("outer", "outer");
        outer.Git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.Folder, "inner");
        outer.Git("config", "--file", ".gitmodules", "submodule.inner.url", "../inner");
        outer.Git("add", ".gitmodules");
        outer.Git("commit", "--quiet", "--message", "submodule");
        using var server = new GitHttpServer(_workshop.Served);
        server.LargeFiles[Identifier] = Encoding.UTF8.GetBytes(Content);

        await _workshop.CloneAsync(new GitSource(server.Url + "outer"));
        _workshop.ClonedFile("inner/big.bin").ShouldBe(Content);
    }

    [Fact]
    public async Task A_server_of_large_files_on_another_host_is_not_given_the_password()
    {
        var repository = RepositoryWithLargeFile("web");
        using var other = new GitHttpServer(_workshop.Served) { Account = "somebody:else" };
        repository.Commit(".lfsconfig", $"[lfs]\n\turl = {other.Url}info/lfs\n");
        using var server = new GitHttpServer(_workshop.Served) { Account = "ci:secret" };

        (await _workshop.FailAsync(new GitSource(server.Url + "web", Username: "ci", Password: "secret"))).Id.ShouldBe("MA1315");
        other.Requests.ShouldNotBeEmpty();
        other.Credentials.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_large_file_that_the_server_does_not_have_fails_the_clone()
    {
        RepositoryWithLargeFile("web");
        using var server = new GitHttpServer(_workshop.Served);
        var problem = await _workshop.FailAsync(new GitSource(server.Url + "web"));
        problem.Id.ShouldBe("MA1315");
        problem.ToString().ShouldContain("big.bin");
    }

    [Fact]
    public async Task Without_git_lfs_the_clone_fails_with_the_command_that_installs_it()
    {
        var repository = RepositoryWithLargeFile("web");
        var bin = Directory.CreateDirectory(Path.Combine(_workshop.Root, "bin")).FullName;
        foreach (
            var program in Environment
                .GetEnvironmentVariable("PATH")!
                .Split(':')
                .Where(Directory.Exists)
                .SelectMany(Directory.EnumerateFiles)
        )
        {
            var link = Path.Combine(bin, Path.GetFileName(program));
            if (Path.GetFileName(program) != "git-lfs" && !File.Exists(link))
            {
                File.CreateSymbolicLink(link, program);
            }
        }

        _workshop.Set("PATH", bin);
        var problem = await _workshop.FailAsync(new GitSource(repository.FileUrl));
        problem.Id.ShouldBe("MA1314");
        problem.Repair.ShouldContain("apt-get install git-lfs");
    }

    [Fact]
    public async Task A_repository_without_large_files_needs_no_git_lfs()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Commit(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
        await _workshop.CloneAsync(new GitSource(repository.FileUrl));
        _workshop.ClonedFile().ShouldBe("1");
    }

    /// <summary>Commits the pointer as git-lfs would, without having the object.</summary>
    private Repository RepositoryWithLargeFile(string name)
    {
        var repository = _workshop.Repository(name, "small");
        repository.Commit("big.bin", $"version https://git-lfs.github.com/spec/v1\noid sha256:{Identifier}\nsize {Content.Length}\n");
        repository.Commit(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
        return repository;
    }
}
