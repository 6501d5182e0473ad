using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Doctor;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Tests.Doctor;

public sealed class HostRuleTests : IDisposable
{
    private const long Mebibyte = 1024 * 1024;

    private readonly string _root = Directory.CreateTempSubdirectory("multiarch-root-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(0, null, "Failure")]
    [InlineData(Mebibyte - 1, 0L, "Failure")]
    [InlineData(Mebibyte, null, "Warning")]
    [InlineData(Mebibyte, 0L, "Ok")]
    [InlineData((2048 * Mebibyte) - 1, null, "Warning")]
    [InlineData(2048 * Mebibyte, null, "Ok")]
    [InlineData((300 * Mebibyte) - 1, 100 * Mebibyte, "Warning")]
    [InlineData(300 * Mebibyte, 100 * Mebibyte, "Ok")]
    public void A_disk_is_full_when_nothing_can_be_written_and_nearly_when_base_images_cannot(long free, long? packed, string status) =>
        DiskSpace.Look(free, packed).ToString().ShouldBe(status);

    [Theory]
    [InlineData("ann:100000:65536", 65536)]
    [InlineData("1000:100000:65536", 65536)]
    [InlineData("bob:100000:65536\nann:200000:1000\nann:300000:500", 1500)]
    [InlineData("# ann:1:2\nann:x:5\nann:1:y\nann:1\n\n", 0)]
    [InlineData("annette:100000:65536", 0)]
    [InlineData("", 0)]
    public void Subordinate_identifiers_are_counted_by_name_and_number(string file, long count) =>
        SubordinateIds.Count(file.Split('\n'), "ann", "1000").ShouldBe(count);

    [Fact]
    public void A_user_with_all_that_podman_needs_is_well()
    {
        WriteGoodHost();

        Look().ShouldAllBe(finding => finding.Status == FindingStatus.Ok);
    }

    [Theory]
    [InlineData("proc/sys/user/max_user_namespaces", "0", "MA1914", "sudo sysctl -w user.max_user_namespaces=15000")]
    [InlineData("proc/sys/kernel/unprivileged_userns_clone", "0", "MA1914", "sudo sysctl -w kernel.unprivileged_userns_clone=1")]
    [InlineData(
        "proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "MA1917",
        "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    )]
    [InlineData("etc/subuid", "bob:100000:65536", "MA1915", "sudo usermod --add-subuids 100000-165535 ann && podman system migrate")]
    [InlineData("etc/subgid", "ann:100000:1000", "MA1915", "sudo usermod --add-subgids 100000-165535 ann && podman system migrate")]
    public void What_a_user_lacks_is_named_with_its_repair(string file, string text, string id, string repair)
    {
        WriteGoodHost();
        Write(file, text);

        var problem = Look().Single(finding => finding.Problem is not null).Problem!;

        problem.Id.ShouldBe(id);
        problem.Repair.ShouldEndWith(repair);
    }

    [Fact]
    public void A_profile_for_podman_excepts_it_from_the_restriction()
    {
        WriteGoodHost();
        Write("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1");
        Write("etc/apparmor.d/podman", "");

        Look().ShouldAllBe(finding => finding.Status == FindingStatus.Ok);
    }

    [Fact]
    public void Identifiers_of_a_directory_service_are_not_looked_for_in_files()
    {
        Write("etc/nsswitch.conf", "passwd: files\nsubid: sss\n");

        Look().ShouldHaveSingleItem().Status.ShouldBe(FindingStatus.Ok);
    }

    [Fact]
    public void A_program_that_maps_identifiers_is_missed()
    {
        WriteGoodHost();
        File.Delete(Path.Combine(_root, "bin", "newgidmap"));

        Look().Single(finding => finding.Problem is not null).Problem!.What.ShouldBe("newgidmap is not installed.");
    }

    [Theory]
    [InlineData(PodmanIsolation.Oci, "cgroups are hybrid", "Failure")]
    [InlineData(PodmanIsolation.Rootless, "cgroups are hybrid", "Failure")]
    [InlineData(PodmanIsolation.Chroot, "cgroups are hybrid", "Ok")]
    [InlineData(null, "cgroups are hybrid", "Ok")]
    [InlineData(PodmanIsolation.Oci, null, "Ok")]
    [InlineData(null, null, "Ok")]
    public void An_isolation_fails_where_it_is_asked_for_and_cannot_be(PodmanIsolation? asked, string? reason, string status) =>
        IsolationHostCheck.Look(asked, reason).Status.ToString().ShouldBe(status);

    [Fact]
    public void The_reason_why_chroot_is_taken_is_told() =>
        IsolationHostCheck.Look(null, "cgroups are hybrid").Message.ShouldBe("chroot is used, because cgroups are hybrid");

    [Theory]
    [InlineData(
        "/srv/ann/.config/containers/storage.conf",
        true,
        "In /srv/ann/.config/containers/storage.conf, table [storage]: driver = \"overlay\" and graphroot = \"/storage-overlay\""
    )]
    [InlineData("/usr/share/containers/storage.conf", true, "In /etc/containers/storage.conf, ")]
    [InlineData("/etc/containers/storage.conf", false, "BUILDAH_ISOLATION=chroot")]
    public void A_storage_that_copies_is_warned_of(string configuration, bool hasFuse, string repair)
    {
        var problem = StorageCheck.Driver(Store("vfs") with { ConfigFile = configuration }, hasFuse).Problem!;

        problem.Id.ShouldBe("MA1912");
        problem.Repair.ShouldContain(repair);
    }

    [Theory]
    [InlineData("overlay", null, "/storage, driver overlay of the kernel")]
    [InlineData("overlay", "/usr/bin/fuse-overlayfs", "/storage, driver overlay by fuse-overlayfs, slower than the kernel's")]
    [InlineData("btrfs", null, "/storage, driver btrfs")]
    public void Another_storage_is_described(string driver, string? program, string text)
    {
        var finding = StorageCheck.Driver(Store(driver) with { MountProgram = program }, hasFuse: true);

        finding.Status.ShouldBe(FindingStatus.Ok);
        finding.Message.ShouldBe(text);
    }

    [Theory]
    [InlineData(BinfmtMode.Auto, null, false, "Failure")]
    [InlineData(BinfmtMode.Off, null, false, "Warning")]
    [InlineData(BinfmtMode.Register, null, true, "Warning")]
    [InlineData(BinfmtMode.Auto, "/usr/bin/qemu-s390x-static", false, "Ok")]
    public void A_platform_that_does_not_run_fails_unless_the_run_sees_to_it(BinfmtMode mode, string? qemu, bool mayFind, string status)
    {
        var support = new PlatformSupport("linux/s390x", SupportMode.Broken) { Problem = StorageCheck.Driver(Store("vfs"), false).Problem };

        BinfmtCheck.Of(new BinfmtForecast(support, qemu, mayFind), mode).Status.ToString().ShouldBe(status);
    }

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1536 * 1024, "1.5 MiB")]
    [InlineData(3 * 1024 * Mebibyte, "3 GiB")]
    public void Sizes_are_readable(long bytes, string text) => HostCheckProblems.Size(bytes).ShouldBe(text);

    private IReadOnlyList<Finding> Look() => new RootlessCheck(_root).Look("ann", "1000", [Path.Combine(_root, "bin")]);

    private static PodmanInfoStore Store(string driver) =>
        new("/storage", "/run", driver, 0, 0, "/etc/containers/storage.conf", "/var/tmp", "/volumes", 0, 0);

    private void WriteGoodHost()
    {
        Write("proc/sys/user/max_user_namespaces", "96364\n");
        Write("etc/subuid", "ann:100000:65536\n");
        Write("etc/subgid", "ann:100000:65536\n");
        Write("bin/newuidmap", "");
        Write("bin/newgidmap", "");
    }

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_root, file))!);
        File.WriteAllText(Path.Combine(_root, file), text);
    }
}
