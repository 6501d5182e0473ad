namespace Cake.MultiArch.Git;

/// <summary>
/// What is known of a login at the server of the source. Unlike a <see cref="Hosting.Login"/> it may be one half: a user name for which git
/// asks its own helpers, or a token without a user name.
/// </summary>
internal sealed record GitLogin(string? Username, string? Password)
{
    /// <summary>Shows neither: a record would print both, and some services put a token in the place of the user name.</summary>
    public override string ToString() => nameof(GitLogin);
}
