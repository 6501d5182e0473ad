using Cake.MultiArch.Plan;

namespace Cake.MultiArch.Tests.Plan;

public sealed class IsolationCheckTests : IDisposable
{
    private const string Root = "0 0 4294967295";
    private const string AllCapabilities = "000001ffffffffff";
    private const string PodCapabilities = "00000000a80425fb";
    private const string CgroupVersion2 = "31 23 0:28 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw\n";

    private readonly string _proc = Directory.CreateTempSubdirectory("multiarch-proc-").FullName;

    public void Dispose() => Directory.Delete(_proc, recursive: true);

    [Fact]
    public void An_ordinary_host_keeps_podmans_default() =>
        Why(CgroupVersion2, AllCapabilities, Root).ShouldBeNull();

    [Fact]
    public void A_user_on_an_ordinary_host_keeps_podmans_default() =>
        Why(CgroupVersion2 + "40 1 0:5 / /proc rw - proc proc rw\n41 40 0:6 / /proc/sys/fs/binfmt_misc rw - autofs systemd-1 rw\n", "0000000000000000", Root).ShouldBeNull();

    [Fact]
    public void Hybrid_cgroups_are_recognised() => Why(
        "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n",
        AllCapabilities, Root).ShouldNotBeNull().ShouldContain("hybrid");

    [Fact]
    public void Cgroups_of_version_1_alone_are_no_reason() =>
        Why("32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n", AllCapabilities, Root).ShouldBeNull();

    [Fact]
    public void A_pod_whose_proc_is_masked_is_recognised() =>
        Why(CgroupVersion2 + "50 40 0:5 /sys /proc/sys ro,relatime - proc proc rw\n", PodCapabilities, Root).ShouldNotBeNull().ShouldContain("/proc/sys");

    [Fact]
    public void A_privileged_container_may_mount_a_proc_of_its_own() =>
        Why(CgroupVersion2 + "50 40 0:5 / /proc/kcore ro,relatime - tmpfs tmpfs rw\n", AllCapabilities, Root).ShouldBeNull();

    [Fact]
    public void Capabilities_inside_a_user_namespace_do_not_count() =>
        Why(CgroupVersion2 + "50 40 0:5 / /proc/kcore ro,relatime - tmpfs tmpfs rw\n", AllCapabilities, "0 100000 65536").ShouldNotBeNull();

    [Fact]
    public void Switched_off_user_namespaces_are_recognised() =>
        Why(CgroupVersion2, PodCapabilities, Root, maxUserNamespaces: "0").ShouldNotBeNull().ShouldContain("max_user_namespaces");

    private string? Why(string mountinfo, string capabilities, string uidMap, string maxUserNamespaces = "96364")
    {
        Directory.CreateDirectory(Path.Combine(_proc, "self"));
        Directory.CreateDirectory(Path.Combine(_proc, "sys", "user"));
        File.WriteAllText(Path.Combine(_proc, "self", "mountinfo"), mountinfo);
        File.WriteAllText(Path.Combine(_proc, "self", "status"), $"Name:\tdotnet\nCapPrm:\t{capabilities}\nCapEff:\t{capabilities}\n");
        File.WriteAllText(Path.Combine(_proc, "self", "uid_map"), $"         {uidMap}\n");
        File.WriteAllText(Path.Combine(_proc, "sys", "user", "max_user_namespaces"), maxUserNamespaces + "\n");
        return new IsolationCheck(_proc).WhyDefaultFails();
    }
}
