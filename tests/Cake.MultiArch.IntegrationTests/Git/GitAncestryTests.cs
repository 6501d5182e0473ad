using Cake.MultiArch.Git;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.IntegrationTests.Git;

public sealed class GitAncestryTests : IDisposable
{
    private readonly GitWorkshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    /// <summary>How a source came to be where it is.</summary>
    public static TheoryData<string> Sources => ["full", "shallow", "clone", "partial", "no tags", "user's own"];

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task A_later_commit_descends_from_an_earlier_one_and_from_no_other(string kind)
    {
        var repository = _workshop.Repository("web", "1", "2", "3");
        string[] line = [repository.Git("rev-parse", "HEAD~2"), repository.Git("rev-parse", "HEAD~1"), repository.Head];
        repository.Git("switch", "--quiet", "--create", "aside", "HEAD~1");
        var aside = repository.Commit("file.txt", "aside");
        repository.Git("switch", "--quiet", "main");
        var folder = await SourceAsync(kind, repository);

        foreach (var (ours, theirs, expected) in new[]
        {
            (line[0], line[1], true), (line[0], line[2], true), (line[1], line[2], true), (line[1], aside, true),
            (line[0], line[0], false), (line[1], line[0], false), (line[2], line[0], false), (line[2], line[1], false),
            (line[2], aside, false), (aside, line[2], false),
        })
        {
            (await IsDescendantAsync(folder, ours, theirs)).ShouldBe(expected, $"{kind}: {ours} {theirs}");
        }
    }

    [Theory]
    [InlineData("shallow")]
    [InlineData("clone")]
    [InlineData("partial")]
    public async Task A_commit_that_came_later_than_the_checkout_is_newer_and_the_source_is_not_written_to(string kind)
    {
        var repository = _workshop.Repository("web", "1", "2");
        var ours = repository.Head;
        var folder = await SourceAsync(kind, repository);
        var before = new Repository(folder).Snapshot();
        var theirs = repository.Commit("file.txt", "3");
        repository.Commit("file.txt", "4");

        (await IsDescendantAsync(folder, ours, theirs)).ShouldBeTrue();

        new Repository(folder).Snapshot().ShouldBe(before);
    }

    [Fact]
    public async Task A_full_checkout_asks_for_what_it_lacks_alone_and_for_no_files()
    {
        var repository = _workshop.Repository("web", "1", "2", "3");
        var folder = await SourceAsync("full", repository);
        var ours = repository.Head;
        var before = new Repository(folder).Snapshot();
        var theirs = repository.Commit("new.txt", "only theirs");
        repository.Git("config", "uploadpack.allowFilter", "true");

        (await IsDescendantAsync(folder, ours, theirs)).ShouldBeTrue();

        new Repository(folder).Snapshot().ShouldBe(before);
        var own = new Repository(Path.Combine(_workshop.Private, "history.git"));
        own.Git("count-objects", "-v").Split('\n').ShouldContain("in-pack: 1", "the commit that is missing, without its tree and file");
    }

    [Fact]
    public async Task What_a_full_checkout_has_needs_no_server()
    {
        var repository = _workshop.Repository("web", "1", "2");
        var folder = await SourceAsync("full", repository);
        var (ours, theirs) = (repository.Git("rev-parse", "HEAD~1"), repository.Head);
        Directory.Delete(repository.Folder, recursive: true);

        (await IsDescendantAsync(folder, ours, theirs)).ShouldBeTrue();
        (await IsDescendantAsync(folder, theirs, ours)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("-dirty", "")]
    [InlineData("", "-dirty")]
    [InlineData("-dirty", "-dirty")]
    public async Task Changed_files_do_not_make_a_commit_newer(string ours, string theirs)
    {
        var repository = _workshop.Repository("web", "1", "2");
        var (old, young) = (repository.Git("rev-parse", "HEAD~1"), repository.Head);
        (await IsDescendantAsync(repository.Folder, old + ours, young + theirs)).ShouldBeTrue();
        (await IsDescendantAsync(repository.Folder, young + ours, young + theirs)).ShouldBeFalse();
        (await IsDescendantAsync(repository.Folder, young + ours, old + theirs)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("full")]
    [InlineData("shallow")]
    public async Task An_abbreviated_revision_is_found(string kind)
    {
        var repository = _workshop.Repository("web", "1", "2", "3");
        var folder = await SourceAsync(kind, repository);
        var (ours, theirs) = (repository.Head, repository.Git("rev-parse", "HEAD~1"));
        var newer = repository.Commit("file.txt", "4");
        (await IsDescendantAsync(folder, ours, newer[..12].ToUpperInvariant())).ShouldBeTrue();
        (await IsDescendantAsync(folder, ours, theirs[..12])).ShouldBeFalse();
        (await IsDescendantAsync(folder, ours, ours[..12])).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("unknown")]
    [InlineData("v1.4.2")]
    [InlineData("main")]
    [InlineData("--help")]
    [InlineData("0123456")]
    [InlineData("0123456789012345678901234567890123456789")]
    public async Task A_revision_that_the_repository_does_not_have_is_not_newer(string theirs)
    {
        var repository = _workshop.Repository("web", "1", "2");
        repository.Git("tag", "v1.4.2");
        foreach (var kind in new[] { "full", "shallow" })
        {
            (await IsDescendantAsync(await SourceAsync(kind, repository), repository.Git("rev-parse", "HEAD~1"), theirs)).ShouldBeFalse(
                kind
            );
        }

        (await IsDescendantAsync(repository.Folder, repository.Head, theirs)).ShouldBeFalse("a repository that comes from nowhere");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_that_a_forced_push_has_replaced_is_not_newer_than_what_replaced_it(bool isCollected)
    {
        var repository = _workshop.Repository("web", "1", "2");
        var gone = repository.Commit("file.txt", "wrong");
        repository.Git("reset", "--quiet", "--hard", "HEAD~1");
        var ours = repository.Commit("file.txt", "right");
        if (isCollected)
        {
            repository.Git("reflog", "expire", "--expire=now", "--all");
            repository.Git("gc", "--quiet", "--prune=now");
        }

        (await IsDescendantAsync(await SourceAsync("shallow", repository), ours, gone)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_server_that_has_no_filter_or_hands_out_tips_alone_is_asked_for_more(bool hasFilter, bool speaksVersion2)
    {
        var repository = _workshop.Repository("web", "1", "2", "3");
        var folder = await SourceAsync("shallow", repository);
        var ours = repository.Head;
        var theirs = repository.Commit("file.txt", "4");
        repository.Commit("file.txt", "5");
        repository.Git("config", "uploadpack.allowFilter", hasFilter ? "true" : "false");
        using var server = new GitHttpServer(_workshop.Served) { SpeaksVersion2 = speaksVersion2 };
        new Repository(folder).Git("remote", "set-url", "origin", server.Url + "web");

        (await IsDescendantAsync(folder, ours, theirs)).ShouldBeTrue();
        (await IsDescendantAsync(folder, theirs, ours)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_server_that_is_gone_leaves_the_question_open_and_the_tag_where_it_is()
    {
        var repository = _workshop.Repository("web", "1", "2");
        var folder = await SourceAsync("shallow", repository);
        var theirs = repository.Commit("file.txt", "3");
        using (var server = new GitHttpServer(_workshop.Served))
        {
            new Repository(folder).Git("remote", "set-url", "origin", server.Url + "web");
        }

        var problem = await FailAsync(folder, new Repository(folder).Head, theirs);
        problem.Id.ShouldBe("MA1552");
        problem.What.ShouldContain(theirs);
        problem.Why.ShouldContain("unable to access");
        problem.Repair.ShouldStartWith("git ls-remote http://127.0.0.1");
        problem.Repair.ShouldContain("--keep-newer");
    }

    [Fact]
    public async Task A_shallow_checkout_that_comes_from_nowhere_cannot_tell()
    {
        var repository = _workshop.Repository("web", "1", "2");
        var folder = await SourceAsync("shallow", repository);
        new Repository(folder).Git("remote", "remove", "origin");
        (await FailAsync(folder, repository.Head, repository.Git("rev-parse", "HEAD~1"))).Id.ShouldBe("MA1552");
    }

    [Fact]
    public async Task Wrong_credentials_are_no_answer_and_right_ones_are_left_nowhere()
    {
        var repository = _workshop.Repository("web", "1", "2");
        var folder = await SourceAsync("shallow", repository);
        var ours = repository.Head;
        var theirs = repository.Commit("file.txt", "3");
        using var server = new GitHttpServer(_workshop.Served) { Account = "ci:pass of the run" };
        new Repository(folder).Git("remote", "set-url", "origin", server.Url + "web");

        (await FailAsync(folder, ours, theirs)).Repair.ShouldContain("MULTIARCH_GIT_PASSWORD");
        (await IsDescendantAsync(folder, ours, theirs, new GitLogin("ci", "pass of the run"))).ShouldBeTrue();

        _workshop.Log.Text.ShouldNotContain("pass of the run");
        Directory
            .EnumerateFiles(_workshop.Root, "*", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("pass of the run", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task The_header_that_a_CI_system_keeps_in_the_checkout_is_used_and_not_shown()
    {
        var repository = _workshop.Repository("web", "1", "2");
        var folder = await SourceAsync("shallow", repository);
        var ours = repository.Head;
        var theirs = repository.Commit("file.txt", "3");
        using var server = new GitHttpServer(_workshop.Served) { Account = "job:token" };
        var header = Convert.ToBase64String("job:token"u8);
        var checkout = new Repository(folder);
        checkout.Git("remote", "set-url", "origin", server.Url + "web");
        var included = Path.Combine(_workshop.Root, "job \"1\".config");
        File.WriteAllText(included, $"[http \"{server.Url}\"]\n\textraheader = \"AUTHORIZATION: basic {header}\"\n");
        checkout.Git("config", $"includeIf.gitdir:{folder}/.git.path", included);
        var trace = Path.Combine(_workshop.Root, "trace");
        _workshop.Set("GIT_TRACE2_EVENT", trace);

        (await IsDescendantAsync(folder, ours, theirs)).ShouldBeTrue();

        server.Credentials.ShouldContain("job:token");
        _workshop.Log.Text.ShouldNotContain(header);
        File.ReadAllText(trace).ShouldNotContain(header);
    }

    private async Task<bool> IsDescendantAsync(string folder, string ours, string theirs, GitLogin? login = null)
    {
        var reader = await _workshop.OpenAsync(folder, login: login);
        var mirror = Path.Combine(_workshop.Private, "history.git");
        if (Directory.Exists(mirror))
        {
            Directory.Delete(mirror, recursive: true);
        }

        return await new GitAncestry(_workshop.Host, reader.Repository, reader.Connection, _workshop.Private).IsDescendantAsync(
            ours,
            theirs,
            TestContext.Current.CancellationToken
        );
    }

    private async Task<Problem> FailAsync(string folder, string ours, string theirs) =>
        (await Should.ThrowAsync<MultiArchException>(() => IsDescendantAsync(folder, ours, theirs))).Problem;

    private async Task<string> SourceAsync(string kind, Repository repository)
    {
        var folder = Path.Combine(_workshop.Root, kind.Replace(' ', '-'));
        switch (kind)
        {
            case "user's own":
                return repository.Folder;
            case "clone":
                await _workshop.CloneAsync(new GitSource(repository.FileUrl));
                return _workshop.Clone;
            case "partial":
                repository.Git("config", "uploadpack.allowFilter", "true");
                break;
        }

        string[] options = kind switch
        {
            "shallow" => ["--depth=1"],
            "partial" => ["--filter=blob:none"],
            "no tags" => ["--no-tags", "--single-branch"],
            _ => [],
        };
        repository.Git(["clone", "--quiet", .. options, repository.FileUrl, folder]);
        return folder;
    }
}
