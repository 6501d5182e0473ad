namespace Cake.MultiArch.Inputs;

/// <summary>A way to derive tags: a word of <c>--tags</c>. Tags are derived in this order.</summary>
internal enum TagRule
{
    /// <summary>The versions in the commit's git tags, and their series: 1.4 and 1 for 1.4.2.</summary>
    SemVer,

    /// <summary>The commit.</summary>
    Sha,

    /// <summary>The branch, or the pull request.</summary>
    Branch,

    /// <summary>The highest stable release.</summary>
    Latest,
}
