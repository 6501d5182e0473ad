using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>The environment and the limits of RUN steps.</content>
public sealed partial class PodmanBuildSettings
{
    /// <summary>How RUN steps are isolated from the host. The variable <c>BUILDAH_ISOLATION</c> sets the default.</summary>
    [Flag("--isolation")]
    public PodmanIsolation? Isolation { get; set; }

    /// <summary>The network: <c>private</c>, <c>none</c>, <c>host</c>, <c>ns:PATH</c>, or the name of a network.</summary>
    [Flag("--network")]
    public string? Network { get; set; }

    /// <summary>Entries for <c>/etc/hosts</c>, each <c>HOST:ADDRESS</c>.</summary>
    [Flag("--add-host")]
    public ICollection<string> AddHosts { get; } = [];

    /// <summary>Keeps the image's <c>/etc/hosts</c> unchanged.</summary>
    [Flag("--no-hosts", RemoteSince = "5.4")]
    public bool NoHosts { get; set; }

    /// <summary>Keeps the image's <c>/etc/hostname</c> unchanged. Podman 4.8 and newer.</summary>
    [Flag("--no-hostname", Since = "4.8", IsLocalOnly = true)]
    public bool NoHostname { get; set; }

    /// <summary>Name servers. The value <c>none</c> keeps the image's <c>/etc/resolv.conf</c> unchanged.</summary>
    [Flag("--dns", IsCsv = true)]
    public ICollection<string> Dns { get; } = [];

    /// <summary>Options for <c>/etc/resolv.conf</c>.</summary>
    [Flag("--dns-option", IsCsv = true)]
    public ICollection<string> DnsOptions { get; } = [];

    /// <summary>Search domains.</summary>
    [Flag("--dns-search", IsCsv = true)]
    public ICollection<string> DnsSearch { get; } = [];

    /// <summary>Whether steps get the variables of HTTP proxies. Podman's default is true.</summary>
    [Flag("--http-proxy", RemoteSince = "4.4")]
    public bool? HttpProxy { get; set; }

    /// <summary>Folders and files of the host to mount, each <c>HOST:STEP[:OPTIONS]</c>.</summary>
    [Flag("--volume", RemoteSince = "4.4")]
    public ICollection<string> Volumes { get; } = [];

    /// <summary>Devices of the host, each <c>HOST[:STEP[:rwm]]</c>.</summary>
    [Flag("--device")]
    public ICollection<string> Devices { get; } = [];

    /// <summary>Capabilities to add.</summary>
    [Flag("--cap-add", IsCsv = true)]
    public ICollection<string> CapAdd { get; } = [];

    /// <summary>Capabilities to remove. It takes precedence over <see cref="CapAdd"/>.</summary>
    [Flag("--cap-drop", IsCsv = true)]
    public ICollection<string> CapDrop { get; } = [];

    /// <summary>Security options, such as <c>label=disable</c> or <c>seccomp=unconfined</c>.</summary>
    [Flag("--security-opt")]
    public ICollection<string> SecurityOptions { get; } = [];

    /// <summary>Additional groups. The value <c>keep-groups</c> keeps the groups of the user. Podman 4.4 and newer.</summary>
    [Flag("--group-add", Since = "4.4", IsCsv = true)]
    public ICollection<string> GroupAdd { get; } = [];

    /// <summary>Limits, each <c>TYPE=SOFT[:HARD]</c>.</summary>
    [Flag("--ulimit", IsCsv = true)]
    public ICollection<string> Ulimits { get; } = [];

    /// <summary>The memory limit: a number and <c>b</c>, <c>k</c>, <c>m</c> or <c>g</c> (bytes to gibibytes).</summary>
    [Flag("--memory")]
    public string? Memory { get; set; }

    /// <summary>The limit for memory and swap together, written like <see cref="Memory"/>. With <c>-1</c> swap has no limit.</summary>
    [Flag("--memory-swap")]
    public string? MemorySwap { get; set; }

    /// <summary>The size of <c>/dev/shm</c>, written like <see cref="Memory"/>.</summary>
    [Flag("--shm-size")]
    public string? ShmSize { get; set; }

    /// <summary>The period of the CPU scheduler, in microseconds.</summary>
    [Flag("--cpu-period")]
    public long? CpuPeriod { get; set; }

    /// <summary>The CPU time per <see cref="CpuPeriod"/>, in microseconds.</summary>
    [Flag("--cpu-quota")]
    public long? CpuQuota { get; set; }

    /// <summary>The CPU weight relative to other containers. The default is 1024.</summary>
    [Flag("--cpu-shares")]
    public long? CpuShares { get; set; }

    /// <summary>The CPUs to run on: <c>0-3</c> or <c>0,1</c>.</summary>
    [Flag("--cpuset-cpus")]
    public string? CpusetCpus { get; set; }

    /// <summary>The memory nodes (NUMA) to use: <c>0-3</c> or <c>0,1</c>.</summary>
    [Flag("--cpuset-mems")]
    public string? CpusetMems { get; set; }

    /// <summary>The parent cgroup of the steps.</summary>
    [Flag("--cgroup-parent")]
    public string? CgroupParent { get; set; }

    /// <summary>The cgroup namespace: <c>private</c> or <c>host</c>.</summary>
    [Flag("--cgroupns")]
    public string? CgroupNamespace { get; set; }

    /// <summary>The IPC namespace: <c>private</c>, <c>host</c>, or a path.</summary>
    [Flag("--ipc")]
    public string? Ipc { get; set; }

    /// <summary>The PID namespace: <c>private</c>, <c>host</c>, or a path.</summary>
    [Flag("--pid")]
    public string? Pid { get; set; }

    /// <summary>The UTS (host name) namespace: <c>private</c>, <c>host</c>, or a path.</summary>
    [Flag("--uts")]
    public string? Uts { get; set; }

    /// <summary>The user namespace: <c>container</c>, <c>host</c>, or a path.</summary>
    [Flag("--userns")]
    public string? UserNamespace { get; set; }

    /// <summary>Mappings of users, each <c>STEP:HOST:LENGTH</c>.</summary>
    [Flag("--userns-uid-map")]
    public ICollection<string> UserNamespaceUidMap { get; } = [];

    /// <summary>Mappings of groups, each <c>STEP:HOST:LENGTH</c>.</summary>
    [Flag("--userns-gid-map")]
    public ICollection<string> UserNamespaceGidMap { get; } = [];

    /// <summary>The user whose lines in <c>/etc/subuid</c> define the mapping.</summary>
    [Flag("--userns-uid-map-user")]
    public string? UserNamespaceUidMapUser { get; set; }

    /// <summary>The group whose lines in <c>/etc/subgid</c> define the mapping.</summary>
    [Flag("--userns-gid-map-group")]
    public string? UserNamespaceGidMapGroup { get; set; }

    /// <summary>Global flags for the OCI runtime of the steps, without their leading dashes.</summary>
    [Flag("--runtime-flag", IsCsv = true, IsLocalOnly = true)]
    public ICollection<string> StepRuntimeFlags { get; } = [];

    /// <summary>Folders with OCI hooks for the steps.</summary>
    [Flag("--hooks-dir", IsLocalOnly = true)]
    public ICollection<DirectoryPath> StepHooksDirectories { get; } = [];

    /// <summary>Flags for the C preprocessor. It processes Containerfiles whose name ends in <c>.in</c>.</summary>
    [Flag("--cpp-flag")]
    public ICollection<string> CppFlags { get; } = [];
}
