using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>Global options about a podman on another machine.</content>
public abstract partial class PodmanSettings
{
    /// <summary>The name of a connection (<c>podman system connection list</c>): the work is done by the podman service there.</summary>
    [Flag("--connection")]
    public string? Connection { get; set; }

    /// <summary>
    /// The address of a podman service, for example <c>ssh://user@host/run/podman/podman.sock</c> or <c>unix:///run/podman/podman.sock</c>.
    /// One with a password is refused, because every process of the host can read command lines; put it into the environment
    /// variable <c>CONTAINER_HOST</c>.
    /// </summary>
    [Flag("--url")]
    public string? Url { get; set; }

    /// <summary>The SSH key for the connection.</summary>
    [Flag("--identity")]
    public FilePath? Identity { get; set; }

    /// <summary>Uses the podman service of <c>CONTAINER_HOST</c> or of the default connection.</summary>
    [Flag("--remote")]
    public bool Remote { get; set; }

    /// <summary>Which SSH client connects.</summary>
    [Flag("--ssh")]
    public PodmanSshMode? Ssh { get; set; }

    /// <summary>The certificate authorities (PEM) that vouch for a service reached by <c>tcp://</c>. Podman 5.7 and newer.</summary>
    [Flag("--tls-ca", Since = "5.7")]
    public FilePath? TlsCa { get; set; }

    /// <summary>The client's certificate (PEM) for such a service; goes with <see cref="TlsKey"/>. Podman 5.7 and newer.</summary>
    [Flag("--tls-cert", Since = "5.7")]
    public FilePath? TlsCert { get; set; }

    /// <summary>The key (PEM) of <see cref="TlsCert"/>. Podman 5.7 and newer.</summary>
    [Flag("--tls-key", Since = "5.7")]
    public FilePath? TlsKey { get; set; }
}
