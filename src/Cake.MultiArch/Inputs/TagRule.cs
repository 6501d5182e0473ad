namespace Cake.MultiArch.Inputs;

/// <summary>One of the ways in which tags are derived; each is a word of <c>--tags</c>, and they are given in this order.</summary>
internal enum TagRule
{
    /// <summary>The versions that the commit's git tags name, and the series that they lead.</summary>
    SemVer,

    /// <summary>The commit.</summary>
    Sha,

    /// <summary>The branch, or the pull request.</summary>
    Branch,

    /// <summary>The highest stable release.</summary>
    Latest,
}
