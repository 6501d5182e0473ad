namespace Cake.MultiArch.Git;

/// <summary>A source that has been cloned.</summary>
/// <param name="Folder">The absolute path of the working tree.</param>
/// <param name="Commit">The commit that is checked out, in full.</param>
internal sealed record ClonedSource(string Folder, string Commit);
