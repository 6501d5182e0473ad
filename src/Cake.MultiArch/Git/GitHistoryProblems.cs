using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>MA1551 and MA1552: history that a checkout lacks.</summary>
internal static class GitHistoryProblems
{
    private static readonly ProblemKind Unlisted = new(
        "MA1551",
        "The git tags of a repository cannot be listed",
        "Whether a release is the highest one is told from all tags of the repository. A checkout that lacks history may lack tags too, so the server that it comes from is asked. Without an answer neither latest nor the tags of a series move; all other tags are given."
    );

    private static readonly ProblemKind Unordered = new(
        "MA1552",
        "Which of two commits is newer cannot be told",
        "With --keep-newer a tag is left alone that has been published from a descendant of the commit that is built. For that the history between the two is needed, which a checkout may lack, and the server that it comes from does not give it. The tag stays as it is."
    );

    internal static Problem NoRemote(string folder) => Unlisted.Occur(
        "The git tags of the repository cannot be listed.", folder,
        "The checkout is shallow and has no remote, so other tags may exist.",
        "Name the repository with --git-url, or give the checkout its remote: git remote add origin URL");

    internal static Problem NewerUnknown(string ours, string theirs, Problem cause) => Unordered.Occur(
        $"It cannot be told whether the published commit {theirs} is newer than {ours}: the tag stays as it is.", cause.Where,
        $"The history between the two is not here and cannot be fetched. {cause.Why}",
        $"{cause.Repair.TrimEnd('.')}; or leave --keep-newer out, and the tag moves.", cause.Details);
}
