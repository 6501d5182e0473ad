namespace Cake.MultiArch.Git;

/// <summary>What to clone.</summary>
/// <param name="Url">In any form that git understands, without a password.</param>
/// <param name="Branch">
/// A branch, a tag, or a full reference such as <c>refs/pull/7/head</c>. Null for the default branch of the repository.
/// </param>
/// <param name="Commit">Full or abbreviated. It has precedence over the branch. Null for the newest commit of the branch.</param>
/// <param name="Username">
/// For an HTTP server. Null for the user name of the URL, or else <c>git</c>. Servers ignore that name if the password is an access token.
/// </param>
/// <param name="Password">The password or access token for the HTTP server of the URL. Null if there is none.</param>
internal sealed record GitSource(string Url, string? Branch = null, string? Commit = null, string? Username = null, string? Password = null)
{
    /// <summary>Hides the password, because a record would print it.</summary>
    public override string ToString() => $"{nameof(GitSource)} {{ {Branch} {Commit} }}";
}
