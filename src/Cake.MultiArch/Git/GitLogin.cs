namespace Cake.MultiArch.Git;

/// <summary>
/// A login for the server of the source. Unlike a <see cref="Hosting.Login"/> it may lack one half: with a user name only, git asks its
/// helpers for the password, and a token may have no user name.
/// </summary>
internal sealed record GitLogin(string? Username, string? Password)
{
    /// <summary>Hides both, because a record would print them. With some services the user name is a token.</summary>
    public override string ToString() => nameof(GitLogin);
}
