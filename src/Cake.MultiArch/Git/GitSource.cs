namespace Cake.MultiArch.Git;

/// <summary>What to clone.</summary>
/// <param name="Url">The repository, in any form that git understands, without a password.</param>
/// <param name="Branch">A branch or a tag, or a full reference such as <c>refs/pull/7/head</c>; null for the repository's default
/// branch.</param>
/// <param name="Commit">A commit, full or abbreviated, which wins over the branch; null for the tip.</param>
/// <param name="Username">The user name for an HTTP server; null for the one of the URL, else <c>git</c>, which servers that take an
/// access token ignore.</param>
/// <param name="Password">The password or access token for the HTTP server of the URL; null when there is none.</param>
internal sealed record GitSource(string Url, string? Branch = null, string? Commit = null, string? Username = null, string? Password = null)
{
    /// <summary>Without the password, because a record prints itself.</summary>
    public override string ToString() => $"{nameof(GitSource)} {{ {Branch} {Commit} }}";
}
