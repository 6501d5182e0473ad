using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>Global options about how containers are run.</content>
public abstract partial class PodmanSettings
{
    /// <summary>What makes control groups for containers.</summary>
    [Flag("--cgroup-manager", IsLocalOnly = true)]
    public PodmanCgroupManager? CgroupManager { get; set; }

    /// <summary>The OCI runtime: a name from <c>containers.conf</c> or an absolute path.</summary>
    [Flag("--runtime", IsLocalOnly = true)]
    public string? Runtime { get; set; }

    /// <summary>Global flags for the OCI runtime, without their leading dashes.</summary>
    [Flag("--runtime-flag", IsLocalOnly = true)]
    public ICollection<string> RuntimeFlags { get; } = [];

    /// <summary>The program <c>conmon</c>.</summary>
    [Flag("--conmon", IsLocalOnly = true)]
    public FilePath? Conmon { get; set; }

    /// <summary>Where podman notes events.</summary>
    [Flag("--events-backend", IsLocalOnly = true)]
    public PodmanEventsBackend? EventsBackend { get; set; }

    /// <summary>Folders with OCI hooks for containers; those of build steps are <see cref="PodmanBuildSettings.StepHooksDirectories"/>.</summary>
    [Flag("--hooks-dir", IsCsv = true, CsvUntil = "5.0", IsLocalOnly = true)]
    public ICollection<DirectoryPath> HooksDirectories { get; } = [];

    /// <summary>Folders with descriptions of devices (CDI). Podman 5.5 and newer.</summary>
    [Flag("--cdi-spec-dir", Since = "5.5", IsLocalOnly = true)]
    public ICollection<DirectoryPath> CdiSpecDirectories { get; } = [];

    /// <summary>The namespace of containers and pods, which hides those of other namespaces.</summary>
    [Flag("--namespace", Hidden = "Podman 5 does not list it any more, and answers that it does not support namespaces.", IsLocalOnly = true)]
    public string? Namespace { get; set; }

    /// <summary>The program that sets up a network, slirp4netns.</summary>
    [Flag("--network-cmd-path", IsLocalOnly = true)]
    public FilePath? NetworkCommandPath { get; set; }

    /// <summary>The folder with the descriptions of networks.</summary>
    [Flag("--network-config-dir", IsLocalOnly = true)]
    public DirectoryPath? NetworkConfigDirectory { get; set; }
}
