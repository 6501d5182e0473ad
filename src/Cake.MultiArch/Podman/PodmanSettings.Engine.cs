using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>Global options for running containers.</content>
public abstract partial class PodmanSettings
{
    /// <summary>The program that creates cgroups for containers.</summary>
    [Flag("--cgroup-manager", IsLocalOnly = true)]
    public PodmanCgroupManager? CgroupManager { get; set; }

    /// <summary>The OCI runtime: a name from <c>containers.conf</c> or an absolute path.</summary>
    [Flag("--runtime", IsLocalOnly = true)]
    public string? Runtime { get; set; }

    /// <summary>Global flags for the OCI runtime, without their leading dashes.</summary>
    [Flag("--runtime-flag", IsLocalOnly = true)]
    public ICollection<string> RuntimeFlags { get; } = [];

    /// <summary>The path of the program <c>conmon</c>.</summary>
    [Flag("--conmon", IsLocalOnly = true)]
    public FilePath? Conmon { get; set; }

    /// <summary>Where podman records events.</summary>
    [Flag("--events-backend", IsLocalOnly = true)]
    public PodmanEventsBackend? EventsBackend { get; set; }

    /// <summary>
    /// Folders with OCI hooks for containers. For build steps use <see cref="PodmanBuildSettings.StepHooksDirectories"/>.
    /// </summary>
    [Flag("--hooks-dir", IsCsv = true, CsvUntil = "5.0", IsLocalOnly = true)]
    public ICollection<DirectoryPath> HooksDirectories { get; } = [];

    /// <summary>Folders with device descriptions (CDI). Podman 5.5 and newer.</summary>
    [Flag("--cdi-spec-dir", Since = "5.5", IsLocalOnly = true)]
    public ICollection<DirectoryPath> CdiSpecDirectories { get; } = [];

    /// <summary>The namespace of containers and pods. Those of other namespaces are not visible.</summary>
    [Flag("--namespace", Hidden = "Podman 5 no longer lists it, and answers that it does not support namespaces.", IsLocalOnly = true)]
    public string? Namespace { get; set; }

    /// <summary>The path of the program slirp4netns, which sets up a network.</summary>
    [Flag("--network-cmd-path", IsLocalOnly = true)]
    public FilePath? NetworkCommandPath { get; set; }

    /// <summary>The folder with the configuration of networks.</summary>
    [Flag("--network-config-dir", IsLocalOnly = true)]
    public DirectoryPath? NetworkConfigDirectory { get; set; }
}
