using Cake.MultiArch.Registry.Credentials;

namespace Cake.MultiArch.Registry;

/// <summary>How registries are reached; the same settings as podman's options of these names.</summary>
/// <param name="TlsVerify">
/// False: certificates are not checked, and plain HTTP is used where a registry does not speak TLS. True: they are, whatever
/// registries.conf says. Null: they are, unless registries.conf calls the registry insecure.
/// </param>
/// <param name="AuthFile">The only file to take credentials from; null for the files that podman reads.</param>
/// <param name="CertDir">The only folder to take certificates from; null for the folders that podman reads.</param>
internal sealed record RegistryAccess(bool? TlsVerify = null, string? AuthFile = null, string? CertDir = null)
{
    /// <summary>Credentials that were given for one registry, and come before those of files; null when there are none.</summary>
    public GivenCredentials? Login { get; init; }

    /// <summary>
    /// Whether it is published to: a token for pushing is asked for with the first request already, because for a repository that is not there yet
    /// a registry may refuse one for pulling.
    /// </summary>
    public bool IsForPushing { get; init; }
}
