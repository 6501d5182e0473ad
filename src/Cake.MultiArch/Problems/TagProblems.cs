using Cake.MultiArch.Oci;
using Cake.MultiArch.Tags;

namespace Cake.MultiArch.Problems;

/// <summary>MA1550–MA1569: tags that are derived from git, and which of two commits is newer.</summary>
internal static class TagProblems
{
    private static readonly ProblemKind Nothing = new("MA1550", "No tag can be derived for a destination",
        "A destination without a tag gets those that --tags derives from git and the CI system, and here none of the rules gives one: there is no version among the commit's git tags, no branch is known, or a pull request is built, which moves no tag that is shared. The message has a reason for each rule.");

    private static readonly ProblemKind Unlisted = new("MA1551", "The git tags of a repository cannot be listed",
        "Whether a release is the highest one is told from all tags of the repository. A checkout that lacks history may lack tags too, so the server that it comes from is asked. Without an answer neither latest nor the tags of a series move; all other tags are given.");

    private static readonly ProblemKind Unordered = new("MA1552", "Which of two commits is newer cannot be told",
        "With --keep-newer a tag is left alone that has been published from a descendant of the commit that is built. For that the history between the two is needed, which a checkout may lack, and the server that it comes from does not give it. The tag stays as it is.");

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

    internal static Problem NoRemote(string folder) => Unlisted.Occur(
        "The git tags of the repository cannot be listed.", folder,
        "The checkout is shallow and has no remote, so other tags may exist.",
        "Name the repository with --git-url, or give the checkout its remote: git remote add origin URL");

    internal static Problem NewerUnknown(string ours, string theirs, Problem cause) => Unordered.Occur(
        $"It cannot be told whether the published commit {theirs} is newer than {ours}: the tag stays as it is.", cause.Where,
        $"The history between the two is not here and cannot be fetched. {cause.Why}",
        $"{cause.Repair.TrimEnd('.')}; or leave --keep-newer out, and the tag moves.", cause.Details);
}
