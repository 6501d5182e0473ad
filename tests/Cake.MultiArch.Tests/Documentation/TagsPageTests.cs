using System.Text.RegularExpressions;
using Cake.MultiArch.Git;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tags;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Documentation;

public partial class TagsPageTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private static readonly string Page = File.ReadAllText(Path.Combine(Approved.RepositoryRoot, "docs", "tags.md"));

    [Fact]
    public void Every_rule_has_its_row_in_the_order_in_which_it_is_applied() =>
        Row().Matches(Page[Page.IndexOf("| rule |", StringComparison.Ordinal)..Page.IndexOf("| `--tags` |", StringComparison.Ordinal)])
            .Select(row => row.Groups[1].Value).ShouldBe(Enum.GetNames<TagRule>().Select(name => name.ToLowerInvariant()));

    [Fact]
    public void Every_example_is_what_the_rules_give()
    {
        var examples = Example().Matches(Page);
        examples.Count.ShouldBeGreaterThan(10);
        foreach (Match example in examples)
        {
            var here = Words(example.Groups["here"].Value);
            var tags = here.Select(name => new GitTag(name, Commit))
                .Concat(Words(example.Groups["elsewhere"].Value).Select(name => new GitTag(name, "another")))
                .ToList();
            var facts = new SourceFacts(
                Commit,
                DateTimeOffset.UnixEpoch,
                IsDirty: false,
                null,
                Words(example.Groups["branch"].Value).SingleOrDefault(),
                here
            );
            var rules = example
                .Groups["rules"]
                .Value.Split(',')
                .Select(word => new InputValue("the page", word).Word<TagRule>())
                .ToHashSet();

            TagRules
                .Derive(rules, facts, null, new RepositoryNames(tags, [], Gap: null))
                .Tags.ShouldBe(Words(example.Groups["tags"].Value), example.Value);
        }
    }

    [Fact]
    public void Every_variable_is_one_that_is_read_and_every_problem_is_in_the_catalogue()
    {
        var variables = InputTable.All.Select(input => input.Environment).ToList();
        Variable().Matches(Page).Select(match => match.Value).Distinct().ShouldAllBe(name => variables.Contains(name));
        var problems = ProblemCatalogue.All.Select(kind => kind.Id).ToList();
        ProblemId().Matches(Page).Select(match => match.Value).ShouldAllBe(id => problems.Contains(id));
    }

    private static IReadOnlyList<string> Words(string text) => [.. Word().Matches(text).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^\\| `([a-z]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(
        @"^\| `(?<rules>[a-z,]+)` \|(?<here>[^|\[]*)(\[(?<elsewhere>[^\]]*)\])? \|(?<branch>[^|]*)\|(?<tags>[^|]*)\|$",
        RegexOptions.Multiline
    )]
    private static partial Regex Example();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Word();

    [GeneratedRegex("MULTIARCH_[A-Z_]+")]
    private static partial Regex Variable();

    [GeneratedRegex("MA[0-9]{4}")]
    private static partial Regex ProblemId();
}
