using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>Settings of <c>podman logout</c>.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-logout.1.html</remarks>
public sealed class PodmanLogoutSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["logout"];

    /// <summary>Removes the credentials of every registry in the file. Use it with the alias that has no registry argument.</summary>
    [Flag("--all")]
    public bool All { get; set; }

    /// <summary>
    /// The file with the credentials. The default is the file in <c>REGISTRY_AUTH_FILE</c>, else podman's own files.
    /// </summary>
    [Flag("--authfile")]
    public FilePath? AuthFile { get; set; }

    /// <summary>A file with the credentials in Docker's format, instead of <see cref="AuthFile"/>. Podman 4.8 and newer.</summary>
    [Flag("--compat-auth-file", Since = "4.8")]
    public FilePath? CompatAuthFile { get; set; }
}
