using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>
/// Settings of every podman command: podman's global options, and Cake's tool settings.
/// </summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman.1.html#global-options</remarks>
[GlobalFlags]
[FlagLeftOut("--help", "It prints a text for people.")]
[FlagLeftOut("--version", "PodmanVersion returns more information, as a record.")]
public abstract partial class PodmanSettings : ImageToolSettings
{
    /// <summary>The folder of images and containers. With a folder of its own, a script does not touch the images of the user.</summary>
    [Flag("--root", IsLocalOnly = true)]
    public DirectoryPath? Root { get; set; }

    /// <summary>The folder for the state of the storage. It is lost when the host restarts.</summary>
    [Flag("--runroot", IsLocalOnly = true)]
    public DirectoryPath? RunRoot { get; set; }

    /// <summary>
    /// The storage driver, such as <c>overlay</c> or <c>vfs</c>. A storage keeps the driver of its first use.
    /// </summary>
    [Flag("--storage-driver", IsLocalOnly = true)]
    public string? StorageDriver { get; set; }

    /// <summary>Options of the storage driver. A single empty option disables the options of the configuration.</summary>
    [Flag("--storage-opt", IsLocalOnly = true)]
    public ICollection<string> StorageOptions { get; } = [];

    /// <summary>A second folder for images, separate from the storage. Podman 4.7 and newer.</summary>
    [Flag("--imagestore", Since = "4.7", IsLocalOnly = true)]
    public DirectoryPath? ImageStore { get; set; }

    /// <summary>Keeps the data about containers only until the host restarts. Podman 4.4 and newer.</summary>
    [Flag("--transient-store", Since = "4.4", IsLocalOnly = true)]
    public bool TransientStore { get; set; }

    /// <summary>
    /// The folder for podman's own temporary state. The variable <c>TMPDIR</c> sets the folder for temporary files of images.
    /// </summary>
    [Flag("--tmpdir", IsLocalOnly = true)]
    public DirectoryPath? TemporaryDirectory { get; set; }

    /// <summary>The folder for the data of volumes.</summary>
    [Flag("--volumepath", IsLocalOnly = true)]
    public DirectoryPath? VolumePath { get; set; }

    /// <summary>The lowest level of messages that podman logs to standard error.</summary>
    [Flag("--log-level")]
    public PodmanLogLevel? LogLevel { get; set; }

    /// <summary>Also logs to the system's log.</summary>
    [Flag("--syslog", IsLocalOnly = true)]
    public bool Syslog { get; set; }

    /// <summary>
    /// A file for standard output. Commands whose answer is read from standard output (inspect, version, manifest add, login) refuse it.
    /// Podman 4.4 and newer.
    /// </summary>
    [Flag("--out", Since = "4.4")]
    public FilePath? Out { get; set; }

    /// <summary>Discards standard output. Commands whose answer is read from standard output refuse it.</summary>
    [Flag("--noout", Hidden = "Podman 5 accepts it, but lists --out instead.")]
    public bool NoOut { get; set; }

    /// <summary>Modules of <c>containers.conf</c> to load. Podman 4.7 and newer.</summary>
    /// <remarks>https://github.com/containers/common/blob/main/docs/containers.conf.5.md</remarks>
    [Flag("--module", Since = "4.7", IsLocalOnly = true)]
    public ICollection<string> Modules { get; } = [];

    /// <summary>A folder with Docker's <c>config.json</c>. Podman uses only its credentials. Podman 4.6 and newer.</summary>
    [Flag("--config", Since = "4.6")]
    public DirectoryPath? Config { get; set; }
}
