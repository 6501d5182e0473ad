using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>Settings of commands that use registries.</summary>
public abstract class PodmanRegistrySettings : PodmanSettings
{
    /// <summary>
    /// A file with credentials, in the format of <c>podman login --authfile</c>. The default is the file in <c>REGISTRY_AUTH_FILE</c>, else
    /// podman's own files.
    /// </summary>
    [Flag("--authfile")]
    public FilePath? AuthFile { get; set; }

    /// <summary>
    /// Credentials only for this command. Podman's <c>--creds</c> would show the password in the process list. So podman gets a file that
    /// only this user can read. It also contains the credentials of the authfile, and it is deleted after the command.
    /// </summary>
    [Flag("--creds", IsOurs = true)]
    public ICollection<RegistryCredentials> Credentials { get; } = [];

    /// <summary>A folder with certificates (<c>*.crt</c>, <c>*.cert</c>, <c>*.key</c>) for the registry.</summary>
    /// <remarks>https://github.com/containers/image/blob/main/docs/containers-certs.d.5.md</remarks>
    [Flag("--cert-dir", IsLocalOnly = true)]
    public DirectoryPath? CertDir { get; set; }

    /// <summary>
    /// Whether a registry must speak HTTPS with a trusted certificate. The default is true, unless the registry is configured as insecure.
    /// </summary>
    [Flag("--tls-verify")]
    public bool? TlsVerify { get; set; }
}
