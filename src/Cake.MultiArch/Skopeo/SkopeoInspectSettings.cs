using Cake.Core.IO;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Skopeo;

/// <summary>What <c>skopeo inspect</c> can be told.</summary>
/// <remarks>https://github.com/containers/skopeo/blob/main/docs/skopeo-inspect.1.md</remarks>
[PodmanFlagLeftOut("--config", "SkopeoInspect answers what the configuration says of the image.")]
[PodmanFlagLeftOut("--format", "The answer is read as JSON, and given as a record.")]
[PodmanFlagLeftOut("--help", "It answers a text for people.")]
[PodmanFlagLeftOut("--password", "It shows the password in the list of processes; Credentials does not.")]
[PodmanFlagLeftOut("--raw", "SkopeoInspectIndex asks for it.")]
[PodmanFlagLeftOut("--registry-token", "It shows the token in the list of processes.")]
[PodmanFlagLeftOut("--username", "It goes with the password; Credentials holds both.")]
public sealed class SkopeoInspectSettings : SkopeoSettings
{
    internal override IReadOnlyList<string> Verb => ["inspect"];

    /// <summary>
    /// A file with credentials, as <c>podman login --authfile</c> writes it; by default the file that <c>REGISTRY_AUTH_FILE</c> names, then
    /// the usual places.
    /// </summary>
    [PodmanFlag("--authfile")]
    public FilePath? AuthFile { get; set; }

    /// <summary>
    /// Credentials for this command only. They are handed over in a file that only this user can read, together with what the authfile
    /// already holds, and the file is removed afterwards.
    /// </summary>
    [PodmanFlag("--creds", IsOurs = true)]
    public RegistryCredentials? Credentials { get; set; }

    /// <summary>A folder with certificates (<c>*.crt</c>, <c>*.cert</c>, <c>*.key</c>) for the registry.</summary>
    [PodmanFlag("--cert-dir")]
    public DirectoryPath? CertDir { get; set; }

    /// <summary>The Docker service that has the image (<c>docker-daemon:</c>).</summary>
    [PodmanFlag("--daemon-host")]
    public string? DaemonHost { get; set; }

    /// <summary>Uses no credentials, though there are some.</summary>
    [PodmanFlag("--no-creds")]
    public bool NoCredentials { get; set; }

    /// <summary>Does not ask for the tags of the repository, of which there may be very many.</summary>
    [PodmanFlag("--no-tags")]
    public bool NoTags { get; set; }

    /// <summary>How often a question that failed is asked again; skopeo's default is 0.</summary>
    [PodmanFlag("--retry-times")]
    public int? RetryTimes { get; set; }

    /// <summary>A folder with the blobs of several OCI layouts (<c>oci:</c>).</summary>
    [PodmanFlag("--shared-blob-dir")]
    public DirectoryPath? SharedBlobDirectory { get; set; }

    /// <summary>Whether the registry must speak HTTPS with a certificate that is vouched for; by default true, unless it is configured as insecure.</summary>
    [PodmanFlag("--tls-verify")]
    public bool? TlsVerify { get; set; }
}
