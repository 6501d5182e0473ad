using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>What <c>podman login</c> can be told.</summary>
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
[FlagLeftOut("--password", "It shows the password in the list of processes; Password is handed over by standard input.")]
public sealed class PodmanLoginSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["login"];

    /// <summary>The user's name.</summary>
    [Flag("--username")]
    public string? Username { get; set; }

    /// <summary>The password or token. It is written to podman's standard input, and masked wherever output is shown.</summary>
    [Flag("--password-stdin", IsStandardInput = true)]
    public string? Password { get; set; }

    /// <summary>The name of a podman secret (<c>podman secret create</c>) that holds the password, in place of <see cref="Password"/>. Podman 4.7 and newer.</summary>
    [Flag("--secret", Since = "4.7")]
    public string? Secret { get; set; }

    /// <summary>Only answers who is logged in.</summary>
    [Flag("--get-login")]
    public bool GetLogin { get; set; }

    /// <summary>
    /// The file that the credentials are kept in. The default lies in a folder of the login session, which agents often do not keep;
    /// a file of the run's own is safer, also because two logins at once can spoil a shared one.
    /// </summary>
    [Flag("--authfile")]
    public FilePath? AuthFile { get; set; }

    /// <summary>A file that the credentials are kept in in Docker's form, in place of <see cref="AuthFile"/>. Podman 4.8 and newer.</summary>
    [Flag("--compat-auth-file", Since = "4.8")]
    public FilePath? CompatAuthFile { get; set; }

    /// <summary>A folder with certificates for the registry.</summary>
    [Flag("--cert-dir")]
    public DirectoryPath? CertDir { get; set; }

    /// <summary>Whether the registry must speak HTTPS with a certificate that is vouched for.</summary>
    [Flag("--tls-verify")]
    public bool? TlsVerify { get; set; }

    /// <summary>Says where the credentials are kept.</summary>
    [Flag("--verbose")]
    public bool Verbose { get; set; }
}
