using Cake.MultiArch.Git;

namespace Cake.MultiArch.IntegrationTests.Git;

public sealed class GitCloneTests : IDisposable
{
    private readonly GitWorkshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task The_default_branch_is_cloned_without_its_history()
    {
        var repository = _workshop.Repository("web", "1", "2");
        var source = await _workshop.CloneAsync(new GitSource(repository.FileUrl));

        source.ShouldBe(new ClonedSource(_workshop.Clone, repository.Head));
        _workshop.ClonedFile().ShouldBe("2");
        _workshop.GitInClone("rev-list", "--count", "HEAD").ShouldBe("1");
        _workshop.GitInClone("status", "--porcelain").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_path_relative_to_the_working_directory_is_cloned_without_its_history_too()
    {
        _workshop.Repository("web", "1", "2");
        await _workshop.CloneAsync(new GitSource("served/web"));

        _workshop.ClonedFile().ShouldBe("2");
        _workshop.GitInClone("rev-list", "--count", "HEAD").ShouldBe("1");
    }

    [Fact]
    public async Task A_branch_is_cloned_and_can_be_seen_in_the_clone()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Git("switch", "--quiet", "--create", "feature/a");
        var commit = repository.Commit("file.txt", "branch");
        repository.Git("switch", "--quiet", "main");

        (await _workshop.CloneAsync(new GitSource(repository.FileUrl, Branch: "feature/a"))).Commit.ShouldBe(commit);
        _workshop.ClonedFile().ShouldBe("branch");
        _workshop.GitInClone("branch", "--remotes").ShouldContain("origin/feature/a");
    }

    [Fact]
    public async Task An_annotated_tag_is_cloned_as_its_commit_and_can_be_described()
    {
        var repository = _workshop.Repository("web", "1");
        var commit = repository.Head;
        repository.Git("tag", "--annotate", "v1", "--message", "first");
        repository.Commit("file.txt", "2");

        (await _workshop.CloneAsync(new GitSource(repository.FileUrl, Branch: "v1"))).Commit.ShouldBe(commit);
        _workshop.ClonedFile().ShouldBe("1");
        _workshop.GitInClone("describe").ShouldBe("v1");
    }

    [Fact]
    public async Task A_full_reference_chooses_between_a_branch_and_a_tag_of_one_name_and_reaches_pull_requests()
    {
        var repository = _workshop.Repository("web", "tag");
        repository.Git("tag", "one");
        repository.Git("update-ref", "refs/pull/7/head", "HEAD");
        repository.Commit("file.txt", "main");
        repository.Git("branch", "one");

        await _workshop.CloneAsync(new GitSource(repository.FileUrl, Branch: "one"));
        _workshop.ClonedFile().ShouldBe("main");

        foreach (var reference in new[] { "refs/tags/one", "refs/pull/7/head" })
        {
            Directory.Delete(_workshop.Clone, recursive: true);
            await _workshop.CloneAsync(new GitSource(repository.FileUrl, Branch: reference));
            _workshop.ClonedFile().ShouldBe("tag");
        }
    }

    [Fact]
    public async Task A_commit_that_is_no_tip_is_cloned_alone()
    {
        var repository = _workshop.Repository("web", "1", "2", "3");
        var commit = repository.Git("rev-parse", "HEAD~1");

        (await _workshop.CloneAsync(new GitSource(repository.FileUrl, Branch: "main", Commit: commit.ToUpperInvariant()))).Commit.ShouldBe(
            commit
        );
        _workshop.ClonedFile().ShouldBe("2");
        _workshop.GitInClone("rev-list", "--count", "HEAD").ShouldBe("1");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("main")]
    [InlineData("other")]
    public async Task A_commit_is_found_in_the_history_when_the_server_hands_out_tips_only(string? branch)
    {
        var repository = _workshop.Repository("web", "1", "2", "3");
        repository.Git("branch", "other", "HEAD~2");
        using var server = new GitHttpServer(_workshop.Served) { SpeaksVersion2 = false };
        var commit = repository.Git("rev-parse", "HEAD~1");

        (await _workshop.CloneAsync(new GitSource(server.Url + "web", branch, commit))).Commit.ShouldBe(commit);
        _workshop.ClonedFile().ShouldBe("2");
    }

    [Fact]
    public async Task An_abbreviated_tip_is_cloned_without_its_history()
    {
        var repository = _workshop.Repository("web", "1", "2");

        (await _workshop.CloneAsync(new GitSource(repository.FileUrl, Commit: repository.Head[..8]))).Commit.ShouldBe(repository.Head);
        _workshop.GitInClone("rev-list", "--count", "HEAD").ShouldBe("1");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public async Task An_abbreviated_commit_is_found_in_the_history_although_a_tag_has_its_name(int length)
    {
        var repository = _workshop.Repository("web", "1", "2", "3");
        var commit = repository.Git("rev-parse", "HEAD~1");
        repository.Git("tag", commit[..length], "HEAD~2");

        (await _workshop.CloneAsync(new GitSource(repository.FileUrl, Commit: commit[..length]))).Commit.ShouldBe(commit);
        _workshop.ClonedFile().ShouldBe("2");
    }

    [Fact]
    public async Task A_misspelt_branch_is_answered_with_the_names_that_are_near()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Git("branch", "release/1.0");
        repository.Git("branch", "unrelated-work");

        var problem = await _workshop.FailAsync(new GitSource(repository.FileUrl, Branch: "relaese/1.0"));
        problem.Id.ShouldBe("MA1310");
        problem.What.ShouldContain("relaese/1.0");
        problem.Repair.ShouldContain("release/1.0");
        problem.Repair.ShouldNotContain("unrelated");
    }

    [Theory]
    [InlineData("0123456789012345678901234567890123456789")]
    [InlineData("0123456")]
    public async Task A_commit_that_does_not_exist_is_named(string commit)
    {
        var repository = _workshop.Repository("web", "1");
        var problem = await _workshop.FailAsync(new GitSource(repository.FileUrl, Commit: commit));
        problem.Id.ShouldBe("MA1312");
        problem.What.ShouldContain(commit);
    }

    [Fact]
    public async Task An_ambiguous_commit_lists_its_candidates()
    {
        var repository = _workshop.Repository("web", "1");

        // Of a few hundred commits two begin alike: there are 65536 beginnings.
        var tree = repository.Git("rev-parse", "HEAD^{tree}");
        var commits = new List<string>();
        while (commits.GroupBy(commit => commit[..4]).All(group => group.Count() == 1))
        {
            commits.Add(repository.Git("commit-tree", tree, "-m", $"commit {commits.Count}"));
            repository.Git("update-ref", $"refs/heads/b{commits.Count}", commits[^1]);
        }

        var pair = commits.GroupBy(commit => commit[..4]).First(group => group.Count() > 1);
        var problem = await _workshop.FailAsync(new GitSource(repository.FileUrl, Commit: pair.Key));
        problem.Id.ShouldBe("MA1313");
        pair.ShouldBeSubsetOf(problem.Details);
    }

    [Fact]
    public async Task A_tree_is_no_commit()
    {
        var repository = _workshop.Repository("web", "1");
        var problem = await _workshop.FailAsync(new GitSource(repository.FileUrl, Commit: repository.Git("rev-parse", "HEAD^{tree}")));
        problem.Id.ShouldBe("MA1312");
    }

    [Fact]
    public async Task An_empty_repository_is_said_to_be_empty()
    {
        var repository = _workshop.Repository("web");
        var problem = await _workshop.FailAsync(new GitSource(repository.FileUrl));
        problem.Id.ShouldBe("MA1311");
        problem.Why.ShouldBe("It is empty.");
    }

    [Fact]
    public async Task A_path_without_a_repository_is_said_to_hold_none() =>
        (await _workshop.FailAsync(new GitSource("served"))).Id.ShouldBe("MA1307");

    [Fact]
    public async Task A_server_that_is_not_there_is_said_to_be_unreachable()
    {
        using var closed = new GitHttpServer(_workshop.Served);
        closed.Dispose();
        var problem = await _workshop.FailAsync(new GitSource(closed.Url + "web"));
        problem.Id.ShouldBe("MA1306");
        problem.Where.ShouldBe(closed.Url + "web");
        problem.Why.ShouldContain("Failed to connect");
    }

    [Fact]
    public async Task A_local_repository_of_another_user_is_answered_with_the_command_that_allows_it()
    {
        var repository = _workshop.Repository("web", "1");
        _workshop.Set("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
        File.WriteAllText(Path.Combine(_workshop.Home, ".gitconfig"), $"[safe]\n\tdirectory = {_workshop.Clone}\n");
        var problem = await _workshop.FailAsync(new GitSource(repository.FileUrl));
        problem.Id.ShouldBe("MA1318");
        problem.Repair.ShouldStartWith($"git config --global --add safe.directory {repository.Folder}");
    }

    [Fact]
    public async Task The_repository_of_a_surrounding_git_hook_is_left_alone()
    {
        var surrounding = _workshop.Repository("surrounding", "surrounding");
        var repository = _workshop.Repository("web", "1");
        var index = Path.Combine(surrounding.Folder, ".git", "index");
        var before = (surrounding.Head, File.ReadAllBytes(index), surrounding.Git("config", "--list", "--local"));
        _workshop.Set("GIT_DIR", Path.Combine(surrounding.Folder, ".git"));
        _workshop.Set("GIT_WORK_TREE", surrounding.Folder);
        _workshop.Set("GIT_INDEX_FILE", index);

        await _workshop.CloneAsync(new GitSource(repository.FileUrl));

        _workshop.Set("GIT_DIR", null);
        _workshop.Set("GIT_WORK_TREE", null);
        _workshop.Set("GIT_INDEX_FILE", null);
        _workshop.ClonedFile().ShouldBe("1");
        surrounding.Head.ShouldBe(before.Head);
        File.ReadAllBytes(index).ShouldBe(before.Item2);
        surrounding.Git("config", "--list", "--local").ShouldBe(before.Item3);
        File.ReadAllText(Path.Combine(surrounding.Folder, "file.txt")).ShouldBe("surrounding");
    }

    [Fact]
    public async Task Cancelling_ends_a_clone_that_stands_still()
    {
        using var server = new GitHttpServer(_workshop.Served) { Hangs = true };
        using var source = new CancellationTokenSource();
        var clone = _workshop.CloneUntilAsync(new GitSource(server.Url + "web"), source.Token);
        while (server.Requests.IsEmpty)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(
            clone.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)
        );
    }
}
