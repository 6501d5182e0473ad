namespace Cake.MultiArch.Registry.Credentials;

/// <summary>What shows a registry who asks: a user name and password, or an identity token that stands for both.</summary>
/// <param name="Username">The user name; empty with an identity token.</param>
/// <param name="Password">The password, or the identity token.</param>
/// <param name="IsIdentityToken">Whether it is an identity token (an OAuth 2 refresh token).</param>
/// <param name="Source">Where it was found, for messages.</param>
internal sealed record FoundCredentials(string Username, string Password, bool IsIdentityToken, string Source)
{
    /// <summary>Without the password, because a record prints itself.</summary>
    public override string ToString() => $"credentials of {(IsIdentityToken ? "an identity token" : Username)} from {Source}";
}
