using Cake.MultiArch.Oci;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Podman;

/// <summary>The answer of <c>podman info</c>.</summary>
/// <param name="Version">The version as podman writes it: <c>5.4.2</c>.</param>
/// <param name="Host">The host that does the work. With a connection it is the service's host.</param>
/// <param name="Store">The storage of images and containers.</param>
/// <param name="Registries">The configuration in <c>registries.conf</c>.</param>
public sealed record PodmanInfoResult(string Version, PodmanInfoHost Host, PodmanInfoStore Store, PodmanInfoRegistries Registries)
{
    /// <returns>Null when the JSON is another document.</returns>
    internal static PodmanInfoResult? Read(JObject document)
    {
        var version = ImageInspection.Text(document["version"]?["Version"]);
        if (document["host"] is not JObject host || document["store"] is not JObject store || version.Length == 0)
        {
            return null;
        }

        var registries = PodmanInfoRegistries.Read(document["registries"] as JObject ?? []);
        return new PodmanInfoResult(version, PodmanInfoHost.Read(host), PodmanInfoStore.Read(store), registries);
    }
}

/// <summary>The host that podman works on.</summary>
/// <param name="Platform">The native platform of the host.</param>
/// <param name="Kernel">The version of the kernel.</param>
/// <param name="Distribution">The distribution and its version: <c>debian 12</c>.</param>
/// <param name="Cpus">The number of processors that podman may use.</param>
/// <param name="MemoryTotal">The total memory, in bytes.</param>
/// <param name="MemoryFree">The free memory, in bytes.</param>
/// <param name="IsRootless">Whether podman runs as a user without privileges.</param>
/// <param name="ServiceIsRemote">Whether this is the host of a service.</param>
/// <param name="CgroupVersion">The version of cgroups, <c>v1</c> or <c>v2</c>. It is v1 on a hybrid host.</param>
/// <param name="CgroupManager">The program that creates cgroups, <c>systemd</c> or <c>cgroupfs</c>.</param>
/// <param name="CgroupControllers">The cgroup controllers that podman may use.</param>
/// <param name="OciRuntime">
/// The runtime of containers and build steps, <c>crun</c> or <c>runc</c>. It is empty when none is installed.
/// </param>
/// <param name="OciRuntimePath">The path of the runtime.</param>
/// <param name="NetworkBackend">The program that creates networks, <c>netavark</c> or <c>cni</c>.</param>
/// <param name="BuildahVersion">The version of the buildah inside podman. Buildah runs the builds.</param>
/// <param name="IsSeccompEnabled">Whether seccomp filters system calls.</param>
/// <param name="IsSelinuxEnabled">Whether SELinux confines containers.</param>
/// <param name="IsAppArmorEnabled">Whether AppArmor confines containers.</param>
/// <param name="EmulatedPlatforms">
/// The platforms that the kernel emulates. Null when podman lists none. Podman before 5.6 never lists any. EnsureBinfmt does not use this
/// list.
/// </param>
public sealed record PodmanInfoHost(
    Platform Platform,
    string Kernel,
    string Distribution,
    int Cpus,
    long MemoryTotal,
    long MemoryFree,
    bool IsRootless,
    bool ServiceIsRemote,
    string CgroupVersion,
    string CgroupManager,
    IReadOnlyList<string> CgroupControllers,
    string OciRuntime,
    string OciRuntimePath,
    string NetworkBackend,
    string BuildahVersion,
    bool IsSeccompEnabled,
    bool IsSelinuxEnabled,
    bool IsAppArmorEnabled,
    IReadOnlyList<string>? EmulatedPlatforms)
{
    internal static PodmanInfoHost Read(JObject host)
    {
        var security = host["security"];
        var runtime = host["ociRuntime"];
        var distribution = host["distribution"];
        var variant = (string?)host["variant"] is { Length: > 0 } text ? text : null;
        return new PodmanInfoHost(
            new Platform(ImageInspection.Text(host["os"]), ImageInspection.Text(host["arch"]), variant),
            ImageInspection.Text(host["kernel"]),
            $"{ImageInspection.Text(distribution?["distribution"])} {ImageInspection.Text(distribution?["version"])}".Trim(),
            (int?)host["cpus"] ?? 0,
            (long?)host["memTotal"] ?? 0,
            (long?)host["memFree"] ?? 0,
            (bool?)security?["rootless"] ?? false,
            (bool?)host["serviceIsRemote"] ?? false,
            ImageInspection.Text(host["cgroupVersion"]),
            ImageInspection.Text(host["cgroupManager"]),
            ImageInspection.Texts(host["cgroupControllers"]),
            ImageInspection.Text(runtime?["name"]),
            ImageInspection.Text(runtime?["path"]),
            ImageInspection.Text(host["networkBackend"]),
            ImageInspection.Text(host["buildahVersion"]),
            (bool?)security?["seccompEnabled"] ?? false,
            (bool?)security?["selinuxEnabled"] ?? false,
            (bool?)security?["apparmorEnabled"] ?? false,
            host["emulatedArchitectures"] is JArray emulated ? ImageInspection.Texts(emulated) : null);
    }
}

/// <summary>The storage of images and containers.</summary>
/// <param name="GraphRoot">The folder of images and containers.</param>
/// <param name="RunRoot">The folder of their state. It is lost when the host restarts.</param>
/// <param name="GraphDriver">The storage driver, <c>overlay</c> or <c>vfs</c>.</param>
/// <param name="GraphRootAllocated">The size of the file system of <paramref name="GraphRoot"/>, in bytes.</param>
/// <param name="GraphRootUsed">The used space of that file system, in bytes. Files of other programs count too.</param>
/// <param name="ConfigFile">The configuration file of the storage.</param>
/// <param name="ImageCopyTemporaryDirectory">The folder of layers that are being copied. It needs space for the largest image.</param>
/// <param name="VolumePath">The folder of volumes.</param>
/// <param name="Images">The number of images, including intermediate ones.</param>
/// <param name="Containers">The number of containers.</param>
public sealed record PodmanInfoStore(
    string GraphRoot,
    string RunRoot,
    string GraphDriver,
    long GraphRootAllocated,
    long GraphRootUsed,
    string ConfigFile,
    string ImageCopyTemporaryDirectory,
    string VolumePath,
    int Images,
    int Containers)
{
    /// <summary>
    /// The program that mounts overlay in user space, such as <c>/usr/bin/fuse-overlayfs</c>. Null when the kernel mounts it, or with
    /// another driver.
    /// </summary>
    public string? MountProgram { get; init; }

    internal static PodmanInfoStore Read(JObject store) => new(
        ImageInspection.Text(store["graphRoot"]),
        ImageInspection.Text(store["runRoot"]),
        ImageInspection.Text(store["graphDriverName"]),
        (long?)store["graphRootAllocated"] ?? 0,
        (long?)store["graphRootUsed"] ?? 0,
        ImageInspection.Text(store["configFile"]),
        ImageInspection.Text(store["imageCopyTmpDir"]),
        ImageInspection.Text(store["volumePath"]),
        (int?)store["imageStore"]?["number"] ?? 0,
        (int?)store["containerStore"]?["number"] ?? 0)
    {
        // Some versions of podman give an object with the version and the package, others only the path.
        MountProgram = store["graphOptions"]?["overlay.mount_program"] switch
        {
            JObject program => (string?)program["Executable"],
            JValue { Type: JTokenType.String } program => (string?)program,
            _ => null,
        },
    };
}

/// <summary>The configuration of registries.</summary>
/// <param name="Search">The registries to search for a name without a registry, in order.</param>
/// <param name="Insecure">The prefixes of registries that may speak plain HTTP or have an untrusted certificate.</param>
/// <param name="Blocked">The prefixes that podman never pulls from.</param>
/// <remarks>https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md</remarks>
public sealed record PodmanInfoRegistries(IReadOnlyList<string> Search, IReadOnlyList<string> Insecure, IReadOnlyList<string> Blocked)
{
    internal static PodmanInfoRegistries Read(JObject registries)
    {
        return new PodmanInfoRegistries(ImageInspection.Texts(registries["search"]), Where("Insecure"), Where("Blocked"));

        IReadOnlyList<string> Where(string mark) =>
        [
            .. registries.Properties()
                .Where(entry => entry.Value is JObject registry && (bool?)registry[mark] == true)
                .Select(entry => entry.Name),
        ];
    }
}
