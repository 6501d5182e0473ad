using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>
/// What every podman command can be told: podman's global options, and Cake's settings of a tool.
/// </summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman.1.html#global-options</remarks>
[GlobalFlags]
[FlagLeftOut("--help", "It answers a text for people.")]
[FlagLeftOut("--version", "PodmanVersion answers more, as a record.")]
public abstract partial class PodmanSettings : ImageToolSettings
{
    /// <summary>Where images and containers are stored; another place than the user's leaves the user's images alone.</summary>
    [Flag("--root", IsLocalOnly = true)]
    public DirectoryPath? Root { get; set; }

    /// <summary>Where the state of the storage is kept while the host is up.</summary>
    [Flag("--runroot", IsLocalOnly = true)]
    public DirectoryPath? RunRoot { get; set; }

    /// <summary>
    /// The storage driver, for example <c>overlay</c> or <c>vfs</c>. A storage keeps the driver it was first used with.
    /// </summary>
    [Flag("--storage-driver", IsLocalOnly = true)]
    public string? StorageDriver { get; set; }

    /// <summary>Options of the storage driver; a single empty one switches off those of the configuration.</summary>
    [Flag("--storage-opt", IsLocalOnly = true)]
    public ICollection<string> StorageOptions { get; } = [];

    /// <summary>A second place for images, apart from the storage's own. Podman 4.7 and newer.</summary>
    [Flag("--imagestore", Since = "4.7", IsLocalOnly = true)]
    public DirectoryPath? ImageStore { get; set; }

    /// <summary>Keeps the data about containers only until the host restarts. Podman 4.4 and newer.</summary>
    [Flag("--transient-store", Since = "4.4", IsLocalOnly = true)]
    public bool TransientStore { get; set; }

    /// <summary>Where podman's own temporary state is. Temporary files of images lie where the variable <c>TMPDIR</c> says.</summary>
    [Flag("--tmpdir", IsLocalOnly = true)]
    public DirectoryPath? TemporaryDirectory { get; set; }

    /// <summary>Where the data of volumes are.</summary>
    [Flag("--volumepath", IsLocalOnly = true)]
    public DirectoryPath? VolumePath { get; set; }

    /// <summary>From which level on podman logs to standard error.</summary>
    [Flag("--log-level")]
    public PodmanLogLevel? LogLevel { get; set; }

    /// <summary>Logs to the system's log as well.</summary>
    [Flag("--syslog", IsLocalOnly = true)]
    public bool Syslog { get; set; }

    /// <summary>
    /// A file for standard output. Commands whose answer is read there (inspect, version, manifest add, login) refuse it. Podman 4.4 and newer.
    /// </summary>
    [Flag("--out", Since = "4.4")]
    public FilePath? Out { get; set; }

    /// <summary>Drops standard output. Commands whose answer is read there refuse it.</summary>
    [Flag("--noout", Hidden = "Podman 5 takes it and lists --out in its place.")]
    public bool NoOut { get; set; }

    /// <summary>Modules of <c>containers.conf</c> to load. Podman 4.7 and newer.</summary>
    /// <remarks>https://github.com/containers/common/blob/main/docs/containers.conf.5.md</remarks>
    [Flag("--module", Since = "4.7", IsLocalOnly = true)]
    public ICollection<string> Modules { get; } = [];

    /// <summary>A folder with Docker's <c>config.json</c>; only its credentials are used. Podman 4.6 and newer.</summary>
    [Flag("--config", Since = "4.6")]
    public DirectoryPath? Config { get; set; }
}
