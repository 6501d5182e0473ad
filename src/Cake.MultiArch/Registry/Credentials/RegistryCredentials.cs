using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Podman;

/// <summary>A user of a registry.</summary>
/// <param name="Registry">Host and port, with a path if the credentials apply to only a part of the registry.</param>
/// <param name="Username">The user's name.</param>
/// <param name="Password">The password or token. It is never shown and never on a command line.</param>
public sealed record RegistryCredentials(string Registry, string Username, string Password)
{
    internal Login Login => new(Username, Password);

    /// <summary>The user and the registry; never the password.</summary>
    public override string ToString() => $"{Username} at {Registry}";
}
