using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Git;

/// <summary>A remote in the configuration of a repository.</summary>
/// <param name="Name">For example <c>origin</c>.</param>
/// <param name="Url">Contains no password.</param>
/// <param name="Login">The credentials that the address contained, where some CI systems write them. Null if there were none.</param>
internal sealed record GitRemote(string Name, GitUrl Url, GitLogin? Login)
{
    /// <summary>
    /// The argument for git: the name of the remote. If the configured address contains a secret, it is the address without the secret.
    /// </summary>
    public string Address => Login is null ? Name : Url.Text;

    /// <summary>Reads an address from a repository's configuration.</summary>
    /// <param name="name">The name of the remote.</param>
    /// <param name="text">The address.</param>
    /// <param name="folder">A relative path starts here.</param>
    /// <param name="host">Receives the secrets.</param>
    public static GitRemote Read(string name, string text, string folder, Host host)
    {
        var url = GitUrl.Read(text, folder, out var login);
        host.Secrets.Add(login?.Password);
        if (login is { Username: { } username, Password: "" })
        {
            host.Secrets.Add(username);
        }

        return new GitRemote(name, url, login);
    }
}
