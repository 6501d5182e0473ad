using Cake.MultiArch.Git;

namespace Cake.MultiArch.IntegrationTests.Git;

public sealed class SourceReaderTests : IDisposable
{
    private readonly GitWorkshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task A_clone_has_the_branch_that_was_asked_for_and_the_tags_of_the_server()
    {
        var repository = _workshop.Repository("web", "1", "2");
        repository.Git("tag", "v1.4.2");
        repository.Git("tag", "--annotate", "--message", "signed off", "release/1.4.2");
        repository.Git("tag", "v1.4.1", "HEAD~1");
        repository.Git("branch", "feature/a");

        var facts = await CloneAsync(new GitSource(repository.FileUrl, Branch: "feature/a"));

        facts.Tags.ShouldBe(["release/1.4.2", "v1.4.2"]);
        facts.ShouldBe(
            new SourceFacts(
                repository.Head,
                DateTimeOffset
                    .Parse(repository.Git("show", "--no-patch", "--format=%cI"), System.Globalization.CultureInfo.InvariantCulture)
                    .ToUniversalTime(),
                IsDirty: false,
                Url: null,
                Branch: "feature/a",
                facts.Tags
            )
        );
    }

    [Theory]
    [InlineData(null, "main")]
    [InlineData("refs/heads/main", "main")]
    [InlineData("v1", null)]
    [InlineData("refs/pull/7/head", null)]
    [InlineData("HEAD", null)]
    public async Task A_clone_of_something_else_has_the_default_branch_or_none(string? wish, string? branch)
    {
        var repository = _workshop.Repository("web", "1");
        repository.Git("tag", "v1");
        repository.Git("update-ref", "refs/pull/7/head", "HEAD");

        (await CloneAsync(new GitSource(repository.FileUrl, wish))).Branch.ShouldBe(branch);
    }

    [Fact]
    public async Task The_default_branch_is_told_from_others_at_the_same_commit()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Git("branch", "another");
        (await CloneAsync(new GitSource(repository.FileUrl))).Branch.ShouldBe("main");
    }

    [Fact]
    public async Task The_CI_names_the_branch_of_a_clone_only_when_it_built_the_same_commit()
    {
        var repository = _workshop.Repository("web", "1");
        var source = new GitSource(repository.FileUrl, Commit: repository.Head);
        await _workshop.CloneAsync(source);
        var reader = await _workshop.OpenAsync(_workshop.Clone, source);

        (await ReadAsync(reader, new CiSource("next", null, null, repository.Head))).Branch.ShouldBe("next");
        (await ReadAsync(reader, new CiSource("next", null, null, new string('0', 40)))).Branch.ShouldBeNull();
    }

    [Fact]
    public async Task A_folder_of_the_user_in_a_repository_has_its_facts_and_nothing_in_it_is_written()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Commit("src/app/main.c", "int main;");
        repository.Git("tag", "v1");
        repository.Git("remote", "add", "origin", "https://ci:token@git.example.com/team/web.git");
        var before = repository.Snapshot();

        var facts = await ReadAsync(await _workshop.OpenAsync(Path.Combine(repository.Folder, "src", "app")));

        facts.Commit.ShouldBe(repository.Head);
        facts.Branch.ShouldBe("main");
        facts.Tags.ShouldBe(["v1"]);
        facts.Url.ShouldBe("https://git.example.com/team/web.git");
        facts.IsDirty.ShouldBeFalse();
        repository.Snapshot().ShouldBe(before);
        _workshop.Log.Text.ShouldNotContain("token");
    }

    [Theory]
    [InlineData("git@git.example.com:team/web.git", "git@git.example.com:team/web.git")]
    [InlineData("ssh://git:secret@git.example.com/team/web.git", "ssh://git@git.example.com/team/web.git")]
    [InlineData("https://ghp_0123456789@git.example.com/team/web.git", "https://git.example.com/team/web.git")]
    [InlineData("https://somebody@git.example.com/team/web.git", "https://git.example.com/team/web.git")]
    [InlineData("http://git.example.com:8080/web", "http://git.example.com:8080/web")]
    [InlineData("../web.git", null)]
    [InlineData("/srv/web.git", null)]
    [InlineData("file:///srv/web.git", null)]
    public async Task The_address_is_told_without_credentials_and_only_when_others_can_use_it(string origin, string? url)
    {
        var repository = _workshop.Repository("web", "1");
        repository.Git("remote", "add", "origin", origin);
        (await ReadAsync(await _workshop.OpenAsync(repository.Folder))).Url.ShouldBe(url);
    }

    [Fact]
    public async Task The_only_remote_counts_whatever_its_name_and_of_several_only_origin_does()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Git("remote", "add", "upstream", "https://git.example.com/a");
        (await ReadAsync(await _workshop.OpenAsync(repository.Folder))).Url.ShouldBe("https://git.example.com/a");
        repository.Git("remote", "add", "fork", "https://git.example.com/b");
        (await ReadAsync(await _workshop.OpenAsync(repository.Folder))).Url.ShouldBeNull();
    }

    [Fact]
    public async Task A_changed_file_makes_it_dirty_and_one_that_git_does_not_know_does_not()
    {
        var repository = _workshop.Repository("web", "1");
        File.WriteAllText(Path.Combine(repository.Folder, "unknown.txt"), "");
        (await ReadAsync(await _workshop.OpenAsync(repository.Folder))).IsDirty.ShouldBeFalse();

        File.WriteAllText(Path.Combine(repository.Folder, "file.txt"), "2");
        (await ReadAsync(await _workshop.OpenAsync(repository.Folder))).IsDirty.ShouldBeTrue();

        repository.Git("add", "file.txt");
        (await ReadAsync(await _workshop.OpenAsync(repository.Folder))).IsDirty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_change_outside_of_the_folder_makes_it_dirty_too_because_the_commit_is_of_the_whole()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Commit("sub/file.txt", "1");
        File.WriteAllText(Path.Combine(repository.Folder, "file.txt"), "2");
        (await ReadAsync(await _workshop.OpenAsync(Path.Combine(repository.Folder, "sub")))).IsDirty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_linked_working_tree_has_its_own_commit_and_branch()
    {
        var repository = _workshop.Repository("web", "1");
        var tree = Path.Combine(_workshop.Root, "tree");
        repository.Git("worktree", "add", "--quiet", "-b", "next", tree);
        var commit = new Repository(tree).Commit("file.txt", "2");

        var reader = await _workshop.OpenAsync(tree);
        (reader.Repository.Top, reader.Repository.GitFolder).ShouldBe((tree, Path.Combine(repository.Folder, ".git")));
        var facts = await ReadAsync(reader);
        (facts.Commit, facts.Branch).ShouldBe((commit, "next"));
    }

    [Fact]
    public async Task A_shallow_checkout_of_a_tag_has_no_branch_and_the_tags_of_the_server()
    {
        var repository = _workshop.Repository("web", "1", "2");
        repository.Git("tag", "--annotate", "--message", "x", "v2");
        var checkout = Checkout(repository, "--depth=1", "--no-tags");
        checkout.Git("checkout", "--quiet", "--detach");

        var facts = await ReadAsync(await _workshop.OpenAsync(checkout.Folder));
        (facts.Commit, facts.Branch).ShouldBe((repository.Head, null));
        facts.Tags.ShouldBe(["v2"]);
        (await ReadAsync(await _workshop.OpenAsync(checkout.Folder), new CiSource("main", null, null))).Branch.ShouldBe("main");
    }

    [Fact]
    public async Task A_tag_that_a_CI_system_builds_counts_in_a_checkout_that_has_not_fetched_it()
    {
        var repository = _workshop.Repository("web", "1");
        var checkout = Checkout(repository, "--no-tags");
        checkout.Git("checkout", "--quiet", "--detach");
        checkout.Git("remote", "set-url", "origin", Path.Combine(_workshop.Root, "gone"));

        var facts = await ReadAsync(await _workshop.OpenAsync(checkout.Folder), new CiSource(null, "v1.4.2", null, repository.Head));
        facts.Tags.ShouldBe(["v1.4.2"]);
        facts.Branch.ShouldBeNull();
    }

    [Fact]
    public async Task A_commit_that_the_script_has_made_itself_is_not_the_one_that_the_CI_system_names()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Git("tag", "--annotate", "--message", "x", "v1");
        var ci = new CiSource(null, "v1", null, repository.Git("rev-parse", "v1"));
        (await ReadAsync(await _workshop.OpenAsync(repository.Folder), ci with { Tag = "v1-of-the-CI" })).Tags.ShouldBe(
            ["v1", "v1-of-the-CI"],
            "it names the annotated tag"
        );

        repository.Commit("file.txt", "2");
        (await ReadAsync(await _workshop.OpenAsync(repository.Folder), ci)).Tags.ShouldBeEmpty();
        (await ReadAsync(await _workshop.OpenAsync(repository.Folder), new CiSource("other", null, null, "not a commit"))).Branch.ShouldBe(
            "main"
        );
    }

    [Theory]
    [InlineData("file.txt", null)]
    [InlineData(null, "main")]
    public async Task A_CI_system_that_is_not_known_may_have_merged_a_pull_request_into_the_branch_that_is_checked_out(
        string? merged,
        string? branch
    )
    {
        var checkout = Checkout(_workshop.Repository("web", "1"));
        if (merged is not null)
        {
            checkout.Commit(merged, "of the pull request");
        }

        var unknown = new CiSource(null, null, null, IsKnown: false);
        (await ReadAsync(await _workshop.OpenAsync(checkout.Folder), unknown)).Branch.ShouldBe(branch);
        (await ReadAsync(await _workshop.OpenAsync(checkout.Folder))).Branch.ShouldBe("main", "on a desk");
        checkout.Git("remote", "set-url", "origin", Path.Combine(_workshop.Root, "gone"));
        (await ReadAsync(await _workshop.OpenAsync(checkout.Folder), unknown)).Branch.ShouldBeNull("the server is silent");
    }

    [Fact]
    public async Task A_tag_that_a_CI_system_has_checked_out_to_a_branch_of_its_own_is_no_branch()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Git("tag", "v1");
        repository.Git("checkout", "--quiet", "-b", "v1-local");
        (
            await ReadAsync(await _workshop.OpenAsync(repository.Folder), new CiSource(null, "v1", null, repository.Head))
        ).Branch.ShouldBeNull();
    }

    [Fact]
    public async Task A_tag_that_the_server_no_longer_has_is_no_release_in_a_folder_that_a_CI_system_uses_again()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Git("tag", "v1");
        var checkout = Checkout(repository);
        checkout.Git("tag", "v9");
        var ci = new CiSource(null, "v2", null, repository.Head);

        var reader = await _workshop.OpenAsync(checkout.Folder);
        (await ReadAsync(reader, ci)).Tags.ShouldBe(["v1", "v2"]);
        (await reader.ListNamesAsync(ci, TestContext.Current.CancellationToken)).Tags.Select(tag => tag.Name).ShouldBe(["v1"]);
        (await ReadAsync(await _workshop.OpenAsync(checkout.Folder))).Tags.ShouldBe(["v1", "v9"], "on a desk");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_asked_once()
    {
        var checkout = Checkout(_workshop.Repository("web", "1", "2"), "--depth=1");
        using var server = new GitHttpServer(_workshop.Served) { Account = "ci:password" };
        checkout.Git("remote", "set-url", "origin", server.Url + "web");
        var reader = await _workshop.OpenAsync(checkout.Folder);

        await ReadAsync(reader);
        var asked = server.Requests.Count;
        asked.ShouldBeGreaterThan(0);
        (await reader.ListNamesAsync(ci: null, TestContext.Current.CancellationToken)).Gap.ShouldNotBeNull().Id.ShouldBe("MA1308");
        server.Requests.Count.ShouldBe(asked);
    }

    [Fact]
    public async Task A_checkout_without_tags_is_not_taken_for_a_repository_without_tags()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Git("tag", "v1");
        var checkout = Checkout(repository, "--no-tags");
        checkout.Git("tag", "mine");

        var tags = await (await _workshop.OpenAsync(checkout.Folder)).ListNamesAsync(ci: null, TestContext.Current.CancellationToken);
        tags.Gap.ShouldBeNull();
        tags.Tags.ShouldBe([new GitTag("v1", repository.Head), new GitTag("mine", repository.Head)]);
    }

    [Fact]
    public async Task A_server_that_is_gone_leaves_the_tags_that_are_here_and_the_reason()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Git("tag", "v1");
        repository.Git("remote", "add", "origin", Path.Combine(_workshop.Root, "gone"));

        var tags = await (await _workshop.OpenAsync(repository.Folder)).ListNamesAsync(ci: null, TestContext.Current.CancellationToken);
        tags.Gap.ShouldNotBeNull().Id.ShouldBe("MA1307");
        tags.Tags.Select(tag => tag.Name).ShouldBe(["v1"]);
    }

    [Fact]
    public async Task A_shallow_checkout_that_comes_from_nowhere_may_lack_tags()
    {
        var checkout = Checkout(_workshop.Repository("web", "1", "2"), "--depth=1");
        checkout.Git("remote", "remove", "origin");
        var tags = await (await _workshop.OpenAsync(checkout.Folder)).ListNamesAsync(ci: null, TestContext.Current.CancellationToken);
        tags.Gap.ShouldNotBeNull().Id.ShouldBe("MA1551");
    }

    [Fact]
    public async Task Credentials_of_the_run_open_the_server_of_a_folder_of_the_user()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Git("tag", "v1");
        var checkout = Checkout(repository, "--no-tags");
        using var server = new GitHttpServer(_workshop.Served) { Account = "ci:pass word" };
        checkout.Git("remote", "set-url", "origin", server.Url + "web");

        var closed = await (await _workshop.OpenAsync(checkout.Folder)).ListNamesAsync(ci: null, TestContext.Current.CancellationToken);
        closed.Gap.ShouldNotBeNull().Repair.ShouldContain("MULTIARCH_GIT_PASSWORD");
        var open = await (await _workshop.OpenAsync(checkout.Folder, login: new GitLogin("ci", "pass word"))).ListNamesAsync(
            ci: null,
            TestContext.Current.CancellationToken
        );
        open.Gap.ShouldBeNull();
        open.Tags.Select(tag => tag.Name).ShouldBe(["v1"]);
        Directory.EnumerateFileSystemEntries(_workshop.Private).ShouldBeEmpty();
    }

    [Fact]
    public async Task Credentials_in_the_checkouts_own_address_are_used_and_shown_to_nobody()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Git("tag", "v1");
        var checkout = Checkout(repository, "--no-tags");
        using var server = new GitHttpServer(_workshop.Served) { Account = "job:t@ken-of-the-job" };
        checkout.Git("remote", "set-url", "origin", $"http://job:t%40ken-of-the-job@127.0.0.1:{server.Port}/web");
        var trace = Path.Combine(_workshop.Root, "trace");
        _workshop.Set("GIT_TRACE2_EVENT", trace);

        var reader = await _workshop.OpenAsync(checkout.Folder);
        (await reader.ListNamesAsync(ci: null, TestContext.Current.CancellationToken)).Tags.Select(tag => tag.Name).ShouldBe(["v1"]);

        server.Credentials.ShouldContain("job:t@ken-of-the-job");
        (await ReadAsync(reader)).Url.ShouldBe($"http://127.0.0.1:{server.Port}/web");
        foreach (var text in new[] { _workshop.Log.Text, File.ReadAllText(trace) })
        {
            text.ShouldContain("ls-remote");
            text.ShouldNotContain("ken-of-the-job");
        }
    }

    [Fact]
    public async Task A_repository_of_another_user_is_read_and_no_program_of_its_configuration_is_run()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Commit(".gitattributes", "*.txt filter=theirs");
        repository.Git("tag", "v1");
        _workshop.Repository("origin", "1").Git("tag", "v2");
        using var server = new GitHttpServer(_workshop.Served);
        var proof = Path.Combine(_workshop.Root, "was-run");
        foreach (
            var (name, value) in new[]
            {
                ("core.fsmonitor", $"touch {proof}; false"),
                ("filter.theirs.clean", $"touch {proof}; cat"),
                ("filter.theirs.process", $"touch {proof}; false"),
                ("filter.theirs.required", "true"),
                ("core.sshCommand", $"touch {proof}; false"),
                ("remote.origin.uploadpack", $"touch {proof}; git-upload-pack"),
                ("remote.origin.url", server.Url + "origin"),
                ("credential.helper", $"!touch {proof}; true"),
                ("log.showSignature", "true"),
                ("gpg.program", proof),
                ("core.hooksPath", _workshop.Root),
            }
        )
        {
            repository.Git("config", name, value);
        }

        // Only the time differs, so the content is compared, and for that a filter would be asked.
        File.SetLastWriteTimeUtc(Path.Combine(repository.Folder, "file.txt"), DateTime.UtcNow.AddHours(-1));
        var global = Path.Combine(_workshop.Home, ".gitconfig");
        File.WriteAllText(global, "");
        _workshop.Set("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");

        var reader = await _workshop.OpenAsync(repository.Folder);
        reader.Repository.IsForeign.ShouldBeTrue();
        var facts = await ReadAsync(reader);
        var names = await reader.ListNamesAsync(ci: null, TestContext.Current.CancellationToken);

        names.Gap.ShouldBeNull();
        names.Tags.Select(tag => tag.Name).ShouldBe(["v2", "v1"], "those of the server, and those that are here");
        (facts.Branch, facts.IsDirty).ShouldBe(("main", false));
        facts.Tags.ShouldBe(["v1"]);
        File.Exists(proof).ShouldBeFalse("a program of the other user was run");
        File.ReadAllText(global).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repository_of_another_user_does_not_say_where_the_password_goes()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Git("tag", "v1");
        using var server = new GitHttpServer(_workshop.Served) { Account = "ci:password" };
        repository.Git("remote", "add", "origin", server.Url + "web");
        _workshop.Set("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");

        var names = await (await _workshop.OpenAsync(repository.Folder, login: new GitLogin("ci", "password"))).ListNamesAsync(
            ci: null,
            TestContext.Current.CancellationToken
        );

        server.Credentials.ShouldBeEmpty();
        names.Tags.Select(tag => tag.Name).ShouldBe(["v1"]);
        var gap = names.Gap.ShouldNotBeNull();
        gap.Id.ShouldBe("MA1318");
        gap.Repair.ShouldBe($"git config --global --add safe.directory {repository.Folder}");
    }

    [Fact]
    public async Task A_filter_of_another_user_that_cannot_be_switched_off_is_not_run()
    {
        var repository = _workshop.Repository("web", "1");
        repository.Commit(".gitattributes", "*.txt filter=a=b");
        var proof = Path.Combine(_workshop.Root, "was-run");
        repository.Git("config", "filter.a=b.clean", $"touch {proof}; cat");
        File.SetLastWriteTimeUtc(Path.Combine(repository.Folder, "file.txt"), DateTime.UtcNow.AddHours(-1));
        _workshop.Set("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");

        var reader = await _workshop.OpenAsync(repository.Folder);
        reader.Repository.IsForeign.ShouldBeTrue();
        File.Delete(proof);
        (await ReadAsync(reader)).IsDirty.ShouldBeTrue();
        File.Exists(proof).ShouldBeFalse("a program of the other user was run");
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("unborn")]
    [InlineData("bare")]
    [InlineData("below")]
    [InlineData("inside")]
    public async Task What_is_no_repository_with_a_commit_has_no_facts(string kind)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_workshop.Root, kind)).FullName;
        if (kind == "unborn")
        {
            new Repository(folder).Git("init", "--quiet");
        }
        else if (kind == "bare")
        {
            new Repository(folder).Git("clone", "--quiet", "--bare", _workshop.Repository("web", "1").Folder, ".");
        }
        else if (kind == "below")
        {
            // A home folder that is a repository does not make everything in it a part of it.
            folder = Directory.CreateDirectory(Path.Combine(_workshop.Repository("home", "1").Folder, "project")).FullName;
        }
        else if (kind == "inside")
        {
            folder = Path.Combine(_workshop.Repository("web", "1").Folder, ".git");
        }

        (await _workshop.TryOpenAsync(folder)).ShouldBeNull();
        _workshop.Log.Text.ShouldContain($"git has no information about {folder}");
    }

    [Fact]
    public async Task A_repository_that_the_environment_of_a_hook_names_is_not_read()
    {
        var other = _workshop.Repository("other", "1");
        var repository = _workshop.Repository("web", "2");
        _workshop.Set("GIT_DIR", Path.Combine(other.Folder, ".git"));
        (await ReadAsync(await _workshop.OpenAsync(repository.Folder))).Commit.ShouldNotBe(other.Head);
    }

    private async Task<SourceFacts> CloneAsync(GitSource source)
    {
        await _workshop.CloneAsync(source);
        return await ReadAsync(await _workshop.OpenAsync(_workshop.Clone, source));
    }

    private static Task<SourceFacts> ReadAsync(SourceReader reader, CiSource? ci = null) =>
        reader.ReadAsync(ci, mayAskServer: true, TestContext.Current.CancellationToken);

    private Repository Checkout(Repository repository, params string[] options)
    {
        var folder = Path.Combine(_workshop.Root, "checkout");
        repository.Git(["clone", "--quiet", .. options, repository.FileUrl, folder]);
        return new Repository(folder);
    }
}
