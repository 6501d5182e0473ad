using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Registry.Credentials;

/// <summary>What was found for a registry: a login, or an identity token that stands for one.</summary>
/// <param name="Login">The login; with an identity token, its password is the token and its user name is empty.</param>
/// <param name="IsIdentityToken">Whether it is an identity token (an OAuth 2 refresh token).</param>
/// <param name="Source">Where it was found, for messages.</param>
internal sealed record FoundCredentials(Login Login, bool IsIdentityToken, string Source)
{
    public static FoundCredentials Of(string username, string password, string source) =>
        new(new Login(username, password), IsIdentityToken: false, source);

    public static FoundCredentials OfIdentityToken(string identityToken, string source) =>
        new(new Login("", identityToken), IsIdentityToken: true, source);

    /// <summary>For messages, so without the password.</summary>
    public override string ToString() => $"credentials of {(IsIdentityToken ? "an identity token" : Login.Username)} from {Source}";
}
