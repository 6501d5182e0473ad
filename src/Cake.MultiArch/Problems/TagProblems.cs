namespace Cake.MultiArch.Problems;

/// <summary>MA1550–MA1569: tags that are derived from git, and which of two commits is newer.</summary>
internal static class TagProblems
{
    private static readonly ProblemKind Unlisted = new("MA1551", "The git tags of a repository cannot be listed",
        "Whether a release is the highest one is told from all tags of the repository. A checkout that lacks history may lack tags too, so the server that it comes from is asked. Without an answer neither latest nor the tags of a series move; all other tags are given.");

    internal static Problem NoRemote(string folder) => Unlisted.Occur(
        "The git tags of the repository cannot be listed.", folder,
        "The checkout is shallow and has no remote, so other tags may exist.",
        "Name the repository with --git-url, or give the checkout its remote: git remote add origin URL");
}
