using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tags;

/// <summary>MA1550–MA1569: tags that are derived from git, and the order of commits.</summary>
internal static class TagProblems
{
    private static readonly ProblemKind Nothing = new("MA1550", "No tag can be derived for a destination",
        "A destination without a tag gets the tags that --tags derives from git and the CI system. Here no rule gives a tag. The git tags "
            + "of the commit contain no version, the branch is not known, or the run builds a pull request, which never moves a shared "
            + "tag. The message gives a reason for each rule.");

    private static readonly ProblemKind Unknown = new("MA1553", "There is no commit to compare",
        "--keep-newer compares the commit of the build with the commit that the published image was built from. So the source must be a "
            + "git repository with a commit.");

    internal static Problem NoRevision(string folder) => Unknown.Occur(
        "There is no commit to compare with the published one.", folder,
        "The source is not in a git repository that can be read, or the repository has no commit.",
        "Build from a git repository (--git-url=URL), or leave --keep-newer out.");

    internal static Problem NothingDerived(ImageReference reference, IReadOnlySet<TagRule> rules, DerivedTags derived)
    {
        var words = string.Join(',', rules.Order().Select(rule => rule.ToString().ToLowerInvariant()));
        var why = derived.Notes.Concat(derived.Gap is { } gap ? [$"The tags of the repository cannot be listed: {gap.Why}"] : []);
        var repair = rules.Contains(TagRule.Sha)
            ? $"Build from a git repository (--git-url=URL), or write a tag: --image={reference}:TAG"
            : $"Write --tags={words},sha, or write a tag: --image={reference}:TAG";
        return Nothing.Occur($"No tag can be derived for {reference}.", $"--tags={words}", string.Join(' ', why), repair);
    }
}
