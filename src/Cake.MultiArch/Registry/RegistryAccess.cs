using Cake.MultiArch.Registry.Credentials;

namespace Cake.MultiArch.Registry;

/// <summary>The access to registries. The settings have the meaning of podman's options with the same names.</summary>
/// <param name="TlsVerify">
/// True checks certificates, whatever registries.conf says. False does not check them, and uses plain HTTP where a registry does not speak
/// TLS. Null checks them unless registries.conf marks the registry as insecure.
/// </param>
/// <param name="AuthFile">The only file with credentials; null for the files that podman reads.</param>
/// <param name="CertDir">The only folder with certificates; null for the folders that podman reads.</param>
internal sealed record RegistryAccess(bool? TlsVerify = null, string? AuthFile = null, string? CertDir = null)
{
    /// <summary>The credentials that the user gave for one registry. They come before those in files. Null without any.</summary>
    public GivenCredentials? Login { get; init; }

    /// <summary>
    /// Whether the run publishes to these registries. The first request then already asks for a token that allows pushing, because a
    /// registry may refuse a token for pulling from a repository that does not exist yet.
    /// </summary>
    public bool IsForPushing { get; init; }
}
