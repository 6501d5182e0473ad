using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tags;

/// <summary>MA1550–MA1569: tags that are derived from git, and which of two commits is newer.</summary>
internal static class TagProblems
{
    private static readonly ProblemKind Nothing = new("MA1550", "No tag can be derived for a destination",
        "A destination without a tag gets those that --tags derives from git and the CI system, and here none of the rules gives one: there is no version among the commit's git tags, no branch is known, or a pull request is built, which moves no tag that is shared. The message has a reason for each rule.");

    private static readonly ProblemKind Unknown = new("MA1553", "There is no commit to compare",
        "With --keep-newer the commit that is built is compared with the one that a tag was published from, so the source has to be a git repository with a commit.");

    internal static Problem NoRevision(string folder) => Unknown.Occur(
        "There is no commit to compare with the published one.", folder, "The source is in no git repository that can be read, or nothing in it is committed.",
        "Build from a git repository (--git-url=URL), or leave --keep-newer out.");

    internal static Problem NothingDerived(ImageReference reference, IReadOnlySet<TagRule> rules, DerivedTags derived)
    {
        var words = string.Join(',', rules.Order().Select(rule => rule.ToString().ToLowerInvariant()));
        var why = derived.Notes.Concat(derived.Gap is { } gap ? [$"The repository's tags cannot be listed: {gap.Why}"] : []);
        return Nothing.Occur(
            $"No tag can be derived for {reference}.", $"--tags={words}", string.Join(' ', why),
            rules.Contains(TagRule.Sha) ? $"Build from a git repository (--git-url=URL), or write a tag: --image={reference}:TAG" : $"Write --tags={words},sha, or a tag: --image={reference}:TAG");
    }
}
