using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Binfmt;

/// <summary>Where the kernel and the distributions keep the files of binfmt_misc and QEMU.</summary>
internal sealed record BinfmtPaths
{
    /// <summary>The mount point, https://docs.kernel.org/admin-guide/binfmt-misc.html.</summary>
    public string Folder { get; init; } = "/proc/sys/fs/binfmt_misc";

    /// <summary>The kernel's release, for example <c>6.1.0-27-amd64</c>.</summary>
    public string KernelRelease { get; init; } = "/proc/sys/kernel/osrelease";

    /// <summary>The user namespace's map, https://man7.org/linux/man-pages/man7/user_namespaces.7.html.</summary>
    public string UserMap { get; init; } = "/proc/self/uid_map";

    /// <summary>Folders that may hold QEMU, searched even if PATH does not name them.</summary>
    public IReadOnlyList<string> QemuFolders { get; init; } = ["/usr/bin", "/usr/local/bin", "/usr/libexec/qemu-binfmt"];

    /// <summary>
    /// Where root stores QEMU programs that come from images and downloads,
    /// https://refspecs.linuxfoundation.org/FHS_3.0/fhs/ch05s08.html.
    /// </summary>
    public string QemuStore { get; init; } = "/var/lib/cake-multiarch/qemu";

    /// <summary>Folders that hold chroot, mount and the package managers; a user's PATH often lacks the sbin ones.</summary>
    public IReadOnlyList<string> ProgramFolders { get; init; } = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>Folders to run a test program in if the temporary folder forbids execution, in order of preference.</summary>
    public IReadOnlyList<string> ScratchFolders { get; init; } = ["/tmp", "/var/tmp", "/dev/shm"];

    /// <summary>The folders from which systemd registers handlers when the machine starts. The first one is the administrator's.</summary>
    public IReadOnlyList<string> ConfigurationFolders { get; init; } = ["/etc/binfmt.d", "/run/binfmt.d", "/usr/lib/binfmt.d"];

    /// <summary>The kernel's version, or the version that .NET reports if the file cannot be read.</summary>
    public Version ReadKernelVersion()
    {
        try
        {
            var numbers = File.ReadAllText(KernelRelease).Split('.', '-', '+', '\n');
            return Version.Parse($"{numbers[0]}.{numbers[1]}");
        }
        catch (Exception e) when (e is FormatException or IndexOutOfRangeException || e.IsFileError)
        {
            return Environment.OSVersion.Version;
        }
    }
}
