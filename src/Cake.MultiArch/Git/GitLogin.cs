namespace Cake.MultiArch.Git;

/// <summary>The user name and password or token for the server that the source comes from; a part that was not given is null.</summary>
internal sealed record GitLogin(string? Username, string? Password)
{
    /// <summary>Without the password, because a record prints itself.</summary>
    public override string ToString() => nameof(GitLogin);
}
