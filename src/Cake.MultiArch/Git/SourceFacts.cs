namespace Cake.MultiArch.Git;

/// <summary>What git says about a source.</summary>
/// <param name="Commit">The commit that is checked out, in full.</param>
/// <param name="CommitTime">The committer date, UTC, in whole seconds.</param>
/// <param name="IsDirty">
/// Whether a tracked file differs from the commit. Untracked files are ignored, as in <c>git describe --dirty</c>.
/// </param>
/// <param name="Url">The address of the remote, without credentials. Null without a remote, or if the remote is on this machine.</param>
/// <param name="Branch">The branch that is built. Null if it is not known, or if a tag is built.</param>
/// <param name="Tags">The names of the git tags at the commit, in ordinal order.</param>
internal sealed record SourceFacts(
    string Commit,
    DateTimeOffset CommitTime,
    bool IsDirty,
    string? Url,
    string? Branch,
    IReadOnlyList<string> Tags);
