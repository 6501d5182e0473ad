using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Registry.Credentials;

/// <summary>The credentials that were found for a registry: a login, or an identity token that replaces one.</summary>
/// <param name="Login">The login. For an identity token, the password is the token and the user name is empty.</param>
/// <param name="IsIdentityToken">Whether it is an identity token (an OAuth 2 refresh token).</param>
/// <param name="Source">The place where it was found, for messages.</param>
internal sealed record FoundCredentials(Login Login, bool IsIdentityToken, string Source)
{
    public static FoundCredentials Of(string username, string password, string source) =>
        new(new Login(username, password), IsIdentityToken: false, source);

    public static FoundCredentials OfIdentityToken(string identityToken, string source) =>
        new(new Login("", identityToken), IsIdentityToken: true, source);

    /// <summary>A text for messages, without the password.</summary>
    public override string ToString() => $"credentials of {(IsIdentityToken ? "an identity token" : Login.Username)} from {Source}";
}
