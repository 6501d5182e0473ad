using Cake.MultiArch.Oci;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Podman;

/// <summary>What podman says of itself, its host, its storage and its registries.</summary>
/// <param name="Version">The version, as it is written: <c>5.4.2</c>.</param>
/// <param name="Host">The host that does the work: with a connection the service's.</param>
/// <param name="Store">Where images and containers are kept.</param>
/// <param name="Registries">What <c>registries.conf</c> says.</param>
public sealed record PodmanInfoResult(string Version, PodmanInfoHost Host, PodmanInfoStore Store, PodmanInfoRegistries Registries)
{
    /// <summary>Reads podman's JSON.</summary>
    /// <returns>Null when it is another document.</returns>
    internal static PodmanInfoResult? Read(JObject document)
    {
        var version = ImageInspection.Text(document["version"]?["Version"]);
        return document["host"] is JObject host && document["store"] is JObject store && version.Length > 0
            ? new PodmanInfoResult(version, PodmanInfoHost.Read(host), PodmanInfoStore.Read(store), PodmanInfoRegistries.Read(document["registries"] as JObject ?? []))
            : null;
    }
}

/// <summary>The host that podman works on.</summary>
/// <param name="Platform">What is native there.</param>
/// <param name="Kernel">The version of the kernel.</param>
/// <param name="Distribution">The distribution and its version, <c>debian 12</c>.</param>
/// <param name="Cpus">How many processors podman may use.</param>
/// <param name="MemoryTotal">The memory, in bytes.</param>
/// <param name="MemoryFree">The memory that nobody uses, in bytes.</param>
/// <param name="IsRootless">Whether podman runs as a user without privileges.</param>
/// <param name="ServiceIsRemote">Whether this is the host of a service.</param>
/// <param name="CgroupVersion">The version of control groups, <c>v1</c> or <c>v2</c>; a hybrid host says v1.</param>
/// <param name="CgroupManager">What makes control groups, <c>systemd</c> or <c>cgroupfs</c>.</param>
/// <param name="CgroupControllers">The controllers that podman may use.</param>
/// <param name="OciRuntime">The runtime that containers and build steps are run by, <c>crun</c> or <c>runc</c>; empty when there is none.</param>
/// <param name="OciRuntimePath">Its path.</param>
/// <param name="NetworkBackend">What makes networks, <c>netavark</c> or <c>cni</c>.</param>
/// <param name="BuildahVersion">The version of the buildah inside podman that builds.</param>
/// <param name="IsSeccompEnabled">Whether system calls are filtered.</param>
/// <param name="IsSelinuxEnabled">Whether SELinux confines containers.</param>
/// <param name="IsAppArmorEnabled">Whether AppArmor does.</param>
/// <param name="EmulatedPlatforms">
/// The platforms that the kernel runs by emulation; null when podman names none, as before 5.6 it always does. EnsureBinfmt looks by itself.
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
        return new PodmanInfoHost(
            new Platform(ImageInspection.Text(host["os"]), ImageInspection.Text(host["arch"]), (string?)host["variant"] is { Length: > 0 } variant ? variant : null),
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

/// <summary>Where images and containers are kept.</summary>
/// <param name="GraphRoot">The folder of images and containers.</param>
/// <param name="RunRoot">The folder of their state while the host is up.</param>
/// <param name="GraphDriver">The storage driver, <c>overlay</c> or <c>vfs</c>.</param>
/// <param name="GraphRootAllocated">The size of the file system of <paramref name="GraphRoot"/>, in bytes.</param>
/// <param name="GraphRootUsed">How much of it is used, by whomever, in bytes.</param>
/// <param name="ConfigFile">The configuration of the storage.</param>
/// <param name="ImageCopyTemporaryDirectory">Where layers lie while they are copied; it needs room for the largest image.</param>
/// <param name="VolumePath">Where the data of volumes are.</param>
/// <param name="Images">How many images there are, intermediate ones included.</param>
/// <param name="Containers">How many containers there are.</param>
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
    /// <summary>The program that mounts overlay in user space, <c>/usr/bin/fuse-overlayfs</c>; null when the kernel does it, or the driver is another.</summary>
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
        // With its version and package; only the path on some versions.
        MountProgram = store["graphOptions"]?["overlay.mount_program"] switch
        {
            JObject program => (string?)program["Executable"],
            JValue { Type: JTokenType.String } program => (string?)program,
            _ => null,
        },
    };
}

/// <summary>What podman is configured to know of registries.</summary>
/// <param name="Search">The registries that a name without one is looked for in, in order.</param>
/// <param name="Insecure">The prefixes whose registries may speak plain HTTP or show a certificate that nobody vouches for.</param>
/// <param name="Blocked">The prefixes that nothing is pulled from.</param>
/// <remarks>https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md</remarks>
public sealed record PodmanInfoRegistries(IReadOnlyList<string> Search, IReadOnlyList<string> Insecure, IReadOnlyList<string> Blocked)
{
    internal static PodmanInfoRegistries Read(JObject registries)
    {
        return new PodmanInfoRegistries(ImageInspection.Texts(registries["search"]), Where("Insecure"), Where("Blocked"));

        IReadOnlyList<string> Where(string mark) =>
            [.. registries.Properties().Where(entry => entry.Value is JObject registry && (bool?)registry[mark] == true).Select(entry => entry.Name)];
    }
}
