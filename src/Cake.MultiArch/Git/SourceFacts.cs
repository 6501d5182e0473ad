namespace Cake.MultiArch.Git;

/// <summary>What git says of a source.</summary>
/// <param name="Commit">The commit that is checked out, in full.</param>
/// <param name="CommitTime">When it was committed, UTC, in whole seconds.</param>
/// <param name="IsDirty">Whether a file that git knows is not as it was committed. What git does not know does not count, as in <c>git
/// describe --dirty</c>.</param>
/// <param name="Url">Where the repository comes from, without credentials; null when that is this machine, or nowhere.</param>
/// <param name="Branch">The branch that is built; null when it is not known or a tag is built.</param>
/// <param name="Tags">The names of the git tags at the commit, in ordinal order.</param>
internal sealed record SourceFacts(
    string Commit,
    DateTimeOffset CommitTime,
    bool IsDirty,
    string? Url,
    string? Branch,
    IReadOnlyList<string> Tags);
