using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>What <c>podman logout</c> can be told.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-logout.1.html</remarks>
public sealed class PodmanLogoutSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["logout"];

    /// <summary>Forgets the credentials of every registry in the file; goes with the alias that names no registry.</summary>
    [Flag("--all")]
    public bool All { get; set; }

    /// <summary>
    /// The file that the credentials are kept in; by default the file that <c>REGISTRY_AUTH_FILE</c> names, then podman's own places.
    /// </summary>
    [Flag("--authfile")]
    public FilePath? AuthFile { get; set; }

    /// <summary>A file that the credentials are kept in in Docker's form, in place of <see cref="AuthFile"/>. Podman 4.8 and newer.</summary>
    [Flag("--compat-auth-file", Since = "4.8")]
    public FilePath? CompatAuthFile { get; set; }
}
