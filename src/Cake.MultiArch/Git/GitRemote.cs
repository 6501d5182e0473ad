using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Git;

/// <summary>Where a repository comes from, as its configuration says.</summary>
/// <param name="Name">The name of the remote.</param>
/// <param name="Url">The address; no password is inside.</param>
/// <param name="Login">The credentials that stood in the address, where some CI systems put them; null when none did.</param>
internal sealed record GitRemote(string Name, GitUrl Url, GitLogin? Login)
{
    /// <summary>What git is told to talk to: the name, unless the address behind it would show a secret in the list of processes.</summary>
    public string Address => Login is null ? Name : Url.Text;

    /// <summary>Reads an address out of a repository's configuration.</summary>
    /// <param name="name">The name of the remote.</param>
    /// <param name="text">The address.</param>
    /// <param name="folder">What a relative path starts from.</param>
    /// <param name="host">Is told the secrets.</param>
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
