using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>Settings of <c>podman login</c>.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-login.1.html</remarks>
/// <example>
/// <code>
/// PodmanLogin("registry.example.com", new PodmanLoginSettings {
///     Username = "ci",
///     Password = EnvironmentVariable("REGISTRY_PASSWORD"),
///     AuthFile = "./artifacts/auth.json"
/// });
/// </code>
/// </example>
[FlagLeftOut("--password", "It shows the password in the process list. Password goes to podman's standard input instead.")]
public sealed class PodmanLoginSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["login"];

    /// <summary>The user name.</summary>
    [Flag("--username")]
    public string? Username { get; set; }

    /// <summary>The password or token. It goes to podman's standard input, and is masked in all output.</summary>
    [Flag("--password-stdin", IsStandardInput = true)]
    public string? Password { get; set; }

    /// <summary>
    /// The name of a podman secret (<c>podman secret create</c>) with the password, instead of <see cref="Password"/>.
    /// Podman 4.7 and newer.
    /// </summary>
    [Flag("--secret", Since = "4.7")]
    public string? Secret { get; set; }

    /// <summary>Does not log in, but returns the user who is logged in.</summary>
    [Flag("--get-login")]
    public bool GetLogin { get; set; }

    /// <summary>
    /// The file for the credentials. The default is in a folder of the login session, and build agents often do not keep that folder. A
    /// separate file per run is safer, because two logins at the same time can damage a shared file.
    /// </summary>
    [Flag("--authfile")]
    public FilePath? AuthFile { get; set; }

    /// <summary>A file for the credentials in Docker's format, instead of <see cref="AuthFile"/>. Podman 4.8 and newer.</summary>
    [Flag("--compat-auth-file", Since = "4.8")]
    public FilePath? CompatAuthFile { get; set; }

    /// <summary>A folder with certificates for the registry.</summary>
    [Flag("--cert-dir")]
    public DirectoryPath? CertDir { get; set; }

    /// <summary>Whether the registry must speak HTTPS with a trusted certificate.</summary>
    [Flag("--tls-verify")]
    public bool? TlsVerify { get; set; }

    /// <summary>Prints where podman stores the credentials.</summary>
    [Flag("--verbose")]
    public bool Verbose { get; set; }
}
