using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>Global options for a podman service.</content>
public abstract partial class PodmanSettings
{
    /// <summary>The name of a connection (<c>podman system connection list</c>). Its podman service does the work.</summary>
    [Flag("--connection")]
    public string? Connection { get; set; }

    /// <summary>
    /// The address of a podman service, such as <c>ssh://user@host/run/podman/podman.sock</c> or <c>unix:///run/podman/podman.sock</c>. An
    /// address with a password is refused, because every process of the host can read command lines. Put it into the environment variable
    /// <c>CONTAINER_HOST</c> instead.
    /// </summary>
    [Flag("--url")]
    public string? Url { get; set; }

    /// <summary>The SSH key for the connection.</summary>
    [Flag("--identity")]
    public FilePath? Identity { get; set; }

    /// <summary>Uses the podman service of <c>CONTAINER_HOST</c> or of the default connection.</summary>
    [Flag("--remote")]
    public bool Remote { get; set; }

    /// <summary>The SSH client for the connection.</summary>
    [Flag("--ssh")]
    public PodmanSshMode? Ssh { get; set; }

    /// <summary>The certificate authorities (PEM) of a service with a <c>tcp://</c> address. Podman 5.7 and newer.</summary>
    [Flag("--tls-ca", Since = "5.7")]
    public FilePath? TlsCa { get; set; }

    /// <summary>The client certificate (PEM) for such a service. It needs <see cref="TlsKey"/>. Podman 5.7 and newer.</summary>
    [Flag("--tls-cert", Since = "5.7")]
    public FilePath? TlsCert { get; set; }

    /// <summary>The key (PEM) of <see cref="TlsCert"/>. Podman 5.7 and newer.</summary>
    [Flag("--tls-key", Since = "5.7")]
    public FilePath? TlsKey { get; set; }
}
