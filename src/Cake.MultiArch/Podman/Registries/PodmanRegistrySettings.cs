using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>What a command that talks to registries can be told about them.</summary>
public abstract class PodmanRegistrySettings : PodmanSettings
{
    /// <summary>
    /// A file with credentials, as <c>podman login --authfile</c> writes it; by default the file that <c>REGISTRY_AUTH_FILE</c> names,
    /// then podman's own places.
    /// </summary>
    [Flag("--authfile")]
    public FilePath? AuthFile { get; set; }

    /// <summary>
    /// Credentials for this command only. Podman's <c>--creds</c> would show the password in the list of processes, so they are handed
    /// over in a file that only this user can read, together with what the authfile already holds, and the file is removed afterwards.
    /// </summary>
    [Flag("--creds", IsOurs = true)]
    public ICollection<RegistryCredentials> Credentials { get; } = [];

    /// <summary>A folder with certificates (<c>*.crt</c>, <c>*.cert</c>, <c>*.key</c>) for the registry.</summary>
    /// <remarks>https://github.com/containers/image/blob/main/docs/containers-certs.d.5.md</remarks>
    [Flag("--cert-dir", IsLocalOnly = true)]
    public DirectoryPath? CertDir { get; set; }

    /// <summary>Whether a registry must speak HTTPS with a certificate that is vouched for; by default true, unless the registry is configured as insecure.</summary>
    [Flag("--tls-verify")]
    public bool? TlsVerify { get; set; }
}
