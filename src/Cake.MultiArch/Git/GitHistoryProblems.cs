using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>MA1551 and MA1552: history that is missing in a checkout.</summary>
internal static class GitHistoryProblems
{
    private static readonly ProblemKind Unlisted = new("MA1551", "The git tags of a repository cannot be listed",
        "To know whether a release is the highest one, the run needs all tags of the repository. In a checkout without the whole history, "
            + "tags may be missing too, so the run asks the server that the checkout comes from. Without an answer, neither latest nor the "
            + "tags of a series move. All other tags are published.");

    private static readonly ProblemKind Unordered = new("MA1552", "It is not known which of two commits is newer",
        "With --keep-newer, a tag does not move if it was published from a descendant of the commit that is built. To check this, the run "
            + "needs the history between the two commits. The checkout does not have it, and the server that the checkout comes from did "
            + "not send it. The tag stays as it is.");

    internal static Problem NoRemote(string folder) => Unlisted.Occur(
        "The git tags of the repository cannot be listed.", folder,
        "The checkout is shallow and has no remote, so other tags may exist.",
        "Set the repository with --git-url, or add the remote to the checkout: git remote add origin URL");

    internal static Problem NewerUnknown(string ours, string theirs, Problem cause) => Unordered.Occur(
        $"It is not known whether the published commit {theirs} is newer than {ours}, so the tag stays as it is.", cause.Where,
        $"The history between the two commits is not in the checkout and cannot be fetched. {cause.Why}",
        $"{cause.Repair.TrimEnd('.')}; or leave out --keep-newer, and the tag moves.", cause.Details);
}
