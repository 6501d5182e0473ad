using Cake.MultiArch.Git;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tags;
using FsCheck.Xunit;

namespace Cake.MultiArch.Tests.Tags;

public class TagRulesTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private const string Other = "fedcba9876543210fedcba9876543210fedcba98";
    private const string Sha = "sha-0123456789ab";

    /// <param name="rules">The words of <c>--tags</c>.</param>
    /// <param name="gitTags">The repository's git tags; a <c>*</c> marks those at the commit that is built.</param>
    /// <param name="expected">The derived tags in their order.</param>
    [Theory]

    // A release gives itself and the series that it leads.
    [InlineData("semver", "*v1.4.2", "1.4.2 1.4 1")]
    [InlineData("semver", "*1.4.2", "1.4.2 1.4 1")]
    [InlineData("semver", "*v1.0.0", "1.0.0 1.0 1")]
    [InlineData("semver", "*v10.20.30", "10.20.30 10.20 10")]
    [InlineData("semver", "*v1.4.2 v1.4.1 v1.3.9 v0.9.0", "1.4.2 1.4 1")]
    [InlineData("semver", "*v1.4.2 v1.4.3", "1.4.2")]
    [InlineData("semver", "*v1.4.2 v1.5.0", "1.4.2 1.4")]
    [InlineData("semver", "*v1.4.2 v2.0.0", "1.4.2 1.4 1")]
    [InlineData("semver", "*v1.4.10 v1.4.9", "1.4.10 1.4 1")]
    [InlineData("semver", "*v1.4.9 v1.4.10", "1.4.9")]
    [InlineData("semver", "*v1.10.0 v1.9.0", "1.10.0 1.10 1")]
    [InlineData("semver", "*v1.4.2 v1.4.3-rc.1 v1.5.0-beta v2.0.0-alpha", "1.4.2 1.4 1")]

    // Before 1.0 every minor version may break: there is no series 0.
    [InlineData("semver", "*v0.3.1", "0.3.1 0.3")]
    [InlineData("semver", "*v0.3.1 v0.4.0", "0.3.1 0.3")]
    [InlineData("semver", "*v0.3.1 v0.3.2", "0.3.1")]
    [InlineData("semver", "*v0.0.0", "0.0.0 0.0")]
    [InlineData("semver,latest", "*v0.3.1", "0.3.1 0.3 latest")]

    // A pre-release is itself alone.
    [InlineData("semver", "*v1.4.2-rc.1", "1.4.2-rc.1")]
    [InlineData("semver,latest", "*v2.0.0-rc.1 v1.4.2", "2.0.0-rc.1")]
    [InlineData("semver,latest", "*v2.0.0-rc.1", "2.0.0-rc.1")]
    [InlineData("semver", "*v1.0.0-alpha-x.0valid", "1.0.0-alpha-x.0valid")]
    [InlineData("semver,latest", "*v1.4.2 *v1.4.2-rc.1", "1.4.2 1.4 1 1.4.2-rc.1 latest")]

    // A build's + becomes a -.
    [InlineData("semver", "*v1.4.2+build.5", "1.4.2-build.5 1.4 1")]
    [InlineData("semver", "*v1.4.2-rc.1+5", "1.4.2-rc.1-5")]
    [InlineData("semver,latest", "*v1.4.2+2 v1.4.2+1", "1.4.2-2 1.4 1 latest")]
    [InlineData("semver,latest", "*v1.4.2+1 v1.4.2+2", "1.4.2-1")]
    [InlineData("semver", "*v1.4.2+10 v1.4.2+9", "1.4.2-10 1.4 1")]
    [InlineData("semver", "*v1.4.2+1 v1.4.2", "1.4.2-1 1.4 1")]

    // Two names that become one tag.
    [InlineData("semver,latest", "*v1.4.2 *1.4.2", "1.4.2 1.4 1 latest")]
    [InlineData("semver,latest", "*v1.4.2 1.4.2", "")]
    [InlineData("semver,latest", "*v1.4.2+rc.1 v1.4.2-rc.1", "1.4 1 latest")]
    [InlineData("semver,latest", "*v1.4.2-rc.1 v1.4.2+rc.1", "")]
    [InlineData("semver", "*v1.4.2+rc.1 *v1.4.2-rc.1", "1.4.2-rc.1 1.4 1")]

    // Several releases of one commit.
    [InlineData("semver,latest", "*v1.4.2 *v2.0.0", "2.0.0 2.0 2 1.4.2 1.4 1 latest")]
    [InlineData("semver,latest", "*v1.4.2 *v1.5.0", "1.5.0 1.5 1 1.4.2 1.4 latest")]
    [InlineData("semver,latest", "*v1.4.2 *v2.0.0 v2.1.0", "2.0.0 2.0 1.4.2 1.4 1")]

    // What is no version.
    [InlineData("semver", "", "")]
    [InlineData("semver", "*release", "")]
    [InlineData("semver", "*v1", "")]
    [InlineData("semver", "*v1.4", "")]
    [InlineData("semver", "*v1.4.2.1", "")]
    [InlineData("semver", "*v01.4.2", "")]
    [InlineData("semver", "*v1.4.2-01", "")]
    [InlineData("semver", "*v1.4.2-", "")]
    [InlineData("semver", "*v1.4.2+", "")]
    [InlineData("semver", "*V1.4.2", "")]
    [InlineData("semver", "*web/v1.4.2", "")]
    [InlineData("semver", "*v1.4.2_x", "")]
    [InlineData("semver", "*nightly *v1.4.2", "1.4.2 1.4 1")]
    [InlineData("semver", "v1.4.2", "")]

    // latest is the highest stable release, with or without the other rules.
    [InlineData("latest", "*v1.4.2", "latest")]
    [InlineData("latest", "*v1.4.2 v1.4.1 v2.0.0-rc.1", "latest")]
    [InlineData("latest", "*v1.4.2 v1.4.3", "")]
    [InlineData("latest", "*v1.4.2 v2.0.0", "")]
    [InlineData("latest", "", "")]
    [InlineData("latest", "*v1.4.2-rc.1", "")]
    [InlineData("latest", "v1.4.2", "")]

    // Numbers have no end.
    [InlineData(
        "semver",
        "*v99999999999999999999.1.0 v99999999999999999998.9.9",
        "99999999999999999999.1.0 99999999999999999999.1 99999999999999999999"
    )]
    [InlineData("semver", "*v20261124.1.0", "20261124.1.0 20261124.1 20261124")]

    // The others, and the order, which is not that of the words.
    [InlineData("sha", "", Sha)]
    [InlineData("sha", "*v1.4.2", Sha)]
    [InlineData("latest,branch,sha,semver", "*v1.4.2", "1.4.2 1.4 1 sha-0123456789ab main latest")]
    public void Tags_follow_from_the_git_tags(string rules, string gitTags, string expected) =>
        Tags(Derive(rules, gitTags)).ShouldBe(expected);

    [Theory]
    [InlineData("main", "main")]
    [InlineData("feature/a", "feature-a")]
    [InlineData("feature/JIRA-1_x.y", "feature-JIRA-1_x.y")]
    [InlineData("release/1.4", "release-1.4")]
    [InlineData("v1.4", "v1.4")]
    [InlineData("v1.4.2", "v1.4.2")]
    [InlineData("1.x", "1.x")]
    [InlineData("fix#12@home", "fix-12-home")]
    [InlineData("#12", "_12")]
    [InlineData("_x", "_x")]
    [InlineData("überarbeitet", "_berarbeitet")]
    [InlineData("日本", "_-")]
    [InlineData("a+b", "a-b")]
    [InlineData("latest/x", "latest-x")]
    [InlineData("pr-x", "pr-x")]

    // What means something else to those who pull.
    [InlineData("latest", "")]
    [InlineData("Latest", "")]
    [InlineData("1", "")]
    [InlineData("1.4", "")]
    [InlineData("1.4.2", "")]
    [InlineData("1.4.2-rc.1", "")]
    [InlineData("1.4.2+5", "")]
    [InlineData("1.4.2/fix", "")]
    [InlineData("2026.11.24.1", "")]
    [InlineData("sha-0123456789ab", "")]
    [InlineData("sha/0123456789ab", "")]
    [InlineData("pr-7", "")]
    [InlineData("pr/7", "")]
    public void A_branch_is_a_tag_unless_that_would_mean_something_else(string branch, string expected)
    {
        var derived = Derive("branch", "", branch);
        Tags(derived).ShouldBe(expected);
        if (expected.Length == 0)
        {
            derived
                .Notes.ShouldHaveSingleItem()
                .ShouldContain($"\"{branch}\" would get the tag".Replace("\"", "", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Two_branches_that_would_be_one_tag_get_none()
    {
        var derived = Derive("branch,sha", "", "feature/a", branches: ["main", "feature/a", "feature-a"]);
        Tags(derived).ShouldBe(Sha);
        derived.Notes.ShouldBe(["branch: the branches feature/a and feature-a would both get the tag feature-a."]);
    }

    [Fact]
    public void Two_long_branches_that_differ_where_a_tag_ends_get_none()
    {
        var start = new string('x', 128);
        Tags(Derive("branch", "", start + "1", branches: [start + "1", start + "2"])).ShouldBeEmpty();
        Tags(Derive("branch", "", start + "1", branches: [start + "1"])).ShouldBe(start);
    }

    [Fact]
    public void Without_a_branch_there_is_no_tag_of_one_and_a_sentence_says_so() =>
        Derive("branch", "", branch: null).Notes.ShouldBe(["branch: no branch is checked out, and no CI system names one."]);

    [Theory]
    [InlineData("semver,sha,branch,latest", "sha-0123456789ab pr-7")]
    [InlineData("semver,latest", "")]
    [InlineData("branch", "pr-7")]
    public void A_pull_request_moves_nothing_that_is_shared(string rules, string expected)
    {
        var ci = new CiSource("main", "v1.4.2", "7");
        Tags(Derive(rules, "*v1.4.2", ci: ci)).ShouldBe(expected);
    }

    [Fact]
    public void A_pull_request_without_a_number_has_no_tag_of_its_own()
    {
        var derived = Derive("branch", "", ci: new CiSource("main", null, ""));
        derived.Tags.ShouldBeEmpty();
        derived.Notes.ShouldBe(["branch: this is a pull request, and the CI system does not say its number."]);
    }

    [Theory]
    [InlineData("semver,latest", "*v1.4.2", "1.4.2")]
    [InlineData("semver,sha,branch,latest", "*v1.4.2", "1.4.2 sha-0123456789ab main")]
    [InlineData("latest", "*v1.4.2", "")]
    [InlineData("semver", "*v1.4.2-rc.1", "1.4.2-rc.1")]
    public void What_moves_stays_where_it_is_while_the_other_releases_are_not_known(string rules, string gitTags, string expected)
    {
        var gap = GitProblems.Unreachable("https://git.example.com/web", "Connection refused", []);
        var derived = Derive(rules, gitTags, gap: gap);
        Tags(derived).ShouldBe(expected);
        derived.Gap.ShouldBe(gap);
    }

    [Theory]
    [InlineData("feature/a", "")]
    [InlineData("feature-a", "feature-a")]
    public void A_branch_whose_name_had_to_be_changed_has_no_tag_while_the_other_branches_are_not_known(string branch, string expected)
    {
        var gap = GitProblems.Unreachable("https://git.example.com/web", "Connection refused", []);
        var derived = Derive("branch", "", branch, gap: gap);
        Tags(derived).ShouldBe(expected);
        derived.Gap.ShouldBe(gap);
        derived
            .Notes.Any(note => note.Contains("would get the tag feature-a. Another branch", StringComparison.Ordinal))
            .ShouldBe(expected.Length == 0);
    }

    [Fact]
    public void A_system_that_is_not_known_has_a_sentence_of_its_own_for_a_branch() =>
        Derive("branch", "", branch: null, ci: new CiSource(null, null, null, IsKnown: false))
            .Notes.ShouldHaveSingleItem()
            .ShouldContain("this CI system is not known");

    [Theory]
    [InlineData("sha", false)]
    [InlineData("semver,latest", true)]
    public void Who_wants_nothing_that_moves_is_not_told_of_a_server_that_does_not_answer(string rules, bool isPullRequest) =>
        Derive(rules, "", gap: GitProblems.Unreachable("x", "y", []), ci: isPullRequest ? new CiSource(null, null, "7") : null)
            .Gap.ShouldBeNull();

    [Fact]
    public void Changed_files_are_no_release_on_a_desk_and_the_sha_says_so()
    {
        var derived = Derive("semver,sha,branch,latest", "*v1.4.2", isDirty: true);
        Tags(derived).ShouldBe("sha-0123456789ab-dirty main");
        derived.Notes.ShouldContain(note => note.StartsWith("latest: files have uncommitted changes", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_that_a_CI_job_has_changed_are_still_the_release() =>
        Tags(Derive("semver,sha,latest", "*v1.4.2", isDirty: true, ci: new CiSource(null, "v1.4.2", null)))
            .ShouldBe("1.4.2 1.4 1 sha-0123456789ab-dirty latest");

    [Fact]
    public void A_tag_that_only_the_checkout_or_the_CI_system_knows_counts()
    {
        var facts = Facts(["v1.4.2"]);
        Tags(TagRules.Derive(Rules("semver,latest"), facts, null, new RepositoryNames([new GitTag("v1.4.1", Other)], [], null)))
            .ShouldBe("1.4.2 1.4 1 latest");
        Tags(TagRules.Derive(Rules("semver,latest"), facts, null, new RepositoryNames([new GitTag("v1.5.0", Other)], [], null)))
            .ShouldBe("1.4.2 1.4");
    }

    [Fact]
    public void A_tag_that_was_moved_to_another_commit_is_not_given_here()
    {
        var derived = TagRules.Derive(
            Rules("semver,latest"),
            Facts(["v1.4.2"]),
            null,
            new RepositoryNames([new GitTag("v1.4.2", Other)], [], null)
        );
        derived.Tags.ShouldBeEmpty();
        derived.Notes.ShouldContain("semver: the git tag v1.4.2 is at another commit now.");
    }

    [Theory]
    [InlineData("semver", "*nightly", "semver: no git tag of the commit 0123456789ab is a version like v1.4.2 (nightly).")]
    [InlineData("semver", "v1.4.2", "semver: the commit 0123456789ab has no git tag.")]
    [InlineData("latest", "v1.4.2", "latest: the commit 0123456789ab has no git tag of a stable release.")]
    [InlineData("latest", "*v1.4.2 v2.0.0", "latest does not move: 2.0.0 is higher than 1.4.2.")]
    [InlineData("semver", "*v1.4.2 v1.5.0", "1 does not move: 1.5.0 is higher than 1.4.2.")]
    [InlineData("latest", "*v1.4.2 1.4.2", "latest: the git tags of version 1.4.2 are at different commits.")]
    [InlineData("semver", "*v1.4.2 1.4.2", "semver: v1.4.2 and 1.4.2 are at different commits, and both would get the tag 1.4.2.")]
    public void A_tag_that_is_not_given_has_a_sentence(string rules, string gitTags, string sentence) =>
        Derive(rules, gitTags).Notes.ShouldContain(sentence);

    [Fact]
    public void A_version_that_is_too_long_for_a_tag_is_left_out()
    {
        var derived = Derive("semver", "*v1.4.2-" + new string('x', 130));
        derived.Tags.ShouldBeEmpty();
        derived.Notes.ShouldHaveSingleItem().ShouldContain("too long for a tag");
    }

    [Fact]
    public void Without_a_repository_nothing_is_derived() =>
        TagRules.Derive(Rules("semver,sha,branch,latest"), null, null, new RepositoryNames([], [], null)).Notes.ShouldHaveSingleItem();

    [Property]
    public bool Whatever_the_branch_is_called_its_tag_is_valid(string? branch) =>
        ReferenceSyntax.TagFlaw(BranchTag.Of(branch ?? "")) is null;

    [Property]
    public bool Whatever_is_there_only_valid_tags_come_out(string? branch, string? gitTag, string? number, bool isPullRequest) =>
        TagRules
            .Derive(
                Rules("semver,sha,branch,latest"),
                Facts([gitTag ?? ""], branch),
                isPullRequest ? new CiSource(branch, gitTag, number ?? "") : null,
                new RepositoryNames([], [], null)
            )
            .Tags.All(tag => ReferenceSyntax.TagFlaw(tag) is null);

    [Property]
    public bool Of_any_two_releases_only_one_takes_latest(
        byte major,
        byte minor,
        byte patch,
        byte otherMajor,
        byte otherMinor,
        byte otherPatch
    )
    {
        var (a, b) = ($"v{major % 3}.{minor % 3}.{patch % 3}", $"v{otherMajor % 3}.{otherMinor % 3}.{otherPatch % 3}");
        return a == b || Derive("latest", $"*{a} {b}").Tags.Count + Derive("latest", $"{a} *{b}").Tags.Count == 1;
    }

    private static DerivedTags Derive(
        string rules,
        string gitTags,
        string? branch = "main",
        CiSource? ci = null,
        Problem? gap = null,
        bool isDirty = false,
        IReadOnlyList<string>? branches = null
    )
    {
        var tags = gitTags
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(tag => new GitTag(tag.TrimStart('*'), tag[0] == '*' ? Commit : Other))
            .ToList();
        var facts = Facts([.. tags.Where(tag => tag.Commit == Commit).Select(tag => tag.Name)], branch) with { IsDirty = isDirty };
        return TagRules.Derive(Rules(rules), facts, ci, new RepositoryNames(tags, branches ?? [], gap));
    }

    private static SourceFacts Facts(IReadOnlyList<string> tags, string? branch = "main") =>
        new(Commit, DateTimeOffset.UnixEpoch, IsDirty: false, null, branch, tags);

    private static HashSet<TagRule> Rules(string words) =>
        [.. words.Split(',').Select(word => Enum.Parse<TagRule>(word, ignoreCase: true))];

    private static string Tags(DerivedTags derived) => string.Join(' ', derived.Tags);
}
