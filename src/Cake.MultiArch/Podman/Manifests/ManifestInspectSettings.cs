using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>The settings of <c>podman manifest inspect</c>.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-manifest-inspect.1.html</remarks>
public sealed class ManifestInspectSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["manifest", "inspect"];

    /// <summary>A file with credentials, for a list in a registry. Podman 4.6 and newer.</summary>
    [Flag("--authfile", Since = "4.6")]
    public FilePath? AuthFile { get; set; }

    /// <summary>Whether registries must use HTTPS with a trusted certificate. Podman 4.4 and newer.</summary>
    [Flag("--tls-verify", Since = "4.4")]
    public bool? TlsVerify { get; set; }
}
