using System.Globalization;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Plan;

/// <summary>MA1910 to MA1919 and MA1930 to MA1939: what checks find on the host.</summary>
internal static class HostCheckProblems
{
    private static readonly ProblemKind Full = new(
        "MA1910",
        "A disk is full",
        "Less than 1 MiB can be written where a run has to write: temporary files, podman's images, the result or the report. Make room, or name a folder of another disk: TMPDIR for temporary files, --report and --image=oci: for results, graphroot in storage.conf for images."
    );

    private static readonly ProblemKind NearlyFull = new(
        "MA1911",
        "A disk may become full",
        "A warning: there is less room than base images usually take. A layer lies on the disk packed and unpacked while it is pulled, about three times the size that its registry names."
    );

    private static readonly ProblemKind Vfs = new(
        "MA1912",
        "Podman's storage copies every layer",
        "A warning: the storage driver vfs keeps a whole copy of the files for each layer, which takes a multiple of the room and time of overlay. It works everywhere, and is what is left in a container without user namespaces or /dev/fuse."
    );

    private static readonly ProblemKind Isolated = new(
        "MA1913",
        "RUN steps cannot have the isolation that is asked for",
        "--isolation=oci or rootless has an OCI runtime make a container for each RUN step, and on this host it cannot: cgroups of both versions are mounted side by side, user namespaces are switched off, or /proc is masked as in a pod. Without the option a run takes chroot there by itself."
    );

    private static readonly ProblemKind NoNamespaces = new(
        "MA1914",
        "A user cannot make user namespaces",
        "Podman without root needs a user namespace for all that it does. The kernel's settings forbid them to this user. Root can allow them; else run podman as root, or use a podman service (CONTAINER_HOST)."
    );

    private static readonly ProblemKind SubordinateIds = new(
        "MA1915",
        "A user has no subordinate identifiers",
        "A warning: without a range of at least 65536 in /etc/subuid and /etc/subgid podman maps one user only, and fails at the first file of an image that belongs to another."
    );

    private static readonly ProblemKind Mapper = new(
        "MA1916",
        "The programs that map identifiers are missing",
        "A warning: newuidmap and newgidmap give a user namespace the user's subordinate identifiers. Without them podman maps one user only. They are in the packages uidmap (Debian, Ubuntu) and shadow-utils (Fedora, RHEL)."
    );

    private static readonly ProblemKind Restricted = new(
        "MA1917",
        "AppArmor restricts user namespaces",
        "A warning: Ubuntu 24.04 and newer give a user namespace to programs with an AppArmor profile that allows it. Their package of podman has one; this host has none for podman."
    );

    private static readonly ProblemKind NodeWithQemu = new(
        "MA1918",
        "Node would run under QEMU",
        "A warning: Node compiles JavaScript while it runs. Under QEMU it is many times slower, and with some versions of both it ends with an illegal instruction or a segmentation fault. What npm makes is often the same for every architecture: make it in a stage of the build platform, FROM --platform=$BUILDPLATFORM, and copy it; packages with native parts take npm install --cpu=."
    );

    private static readonly ProblemKind JavaWithQemu = new(
        "MA1919",
        "Java would run under QEMU",
        "A warning: a Java virtual machine compiles while it runs and uses many threads. Under QEMU it is many times slower, and with some versions of both it hangs or crashes. Class files are the same for every architecture: compile in a stage of the build platform, FROM --platform=$BUILDPLATFORM, and copy the jar."
    );

    private static readonly ProblemKind OtherDocker = new(
        "MA1930",
        "docker is not podman",
        "A warning: scripts that call docker build in another storage than podman's, by another engine, with other credentials and another layer cache. Where podman is to do all of it, the package podman-docker has a docker that is podman."
    );

    private static readonly ProblemKind Clock = new(
        "MA1931",
        "The clock is not that of the registry",
        "A warning: tokens and certificates are valid for a time, and a clock that is minutes off finds them not valid yet, or no more. Which of the two clocks is right is for you to see."
    );

    private static readonly ProblemKind Powerless = new(
        "MA1932",
        "The programs that map identifiers have no right to",
        "Newuidmap and newgidmap belong to root and need its bit (chmod u+s) or a capability (setcap), which a copy of the file system, as in an image that was flattened, can lose. Without it podman does not even tell its version."
    );

    internal static Problem MapperPowerless(string program) =>
        Powerless.Occur(
            $"{Path.GetFileName(program)} has no right to map identifiers.",
            program,
            "It has neither the bit of its owner nor a capability.",
            $"sudo chmod u+s {ShellQuote.Quote(program)}"
        );

    internal static Problem DockerIsAnother(string program, string version) =>
        OtherDocker.Occur(
            "docker is not podman.",
            program,
            $"It says {Quotation.Of(version)}; what scripts build with it podman does not see.",
            "Call podman in scripts, or install podman-docker in place of docker: sudo apt-get install podman-docker, or sudo dnf install podman-docker"
        );

    internal static Problem ClockDiffers(string registry, TimeSpan ahead) =>
        Clock.Occur(
            $"This clock is {Minutes(ahead)} {(ahead > TimeSpan.Zero ? "behind" : "ahead of")} the one of {registry}.",
            registry,
            "Tokens and certificates that are valid there may not be valid here.",
            "sudo timedatectl set-ntp true"
        );

    internal static Problem DiskFull(string use, string folder, long free, string repair) => Full.Occur(
        $"The disk for {use} is full.", folder, $"{Size(free)} can be written there.", repair);

    internal static Problem DiskNearlyFull(string use, string folder, long free, long needed, bool isKnown, string repair) =>
        NearlyFull.Occur(
            $"The disk for {use} may become full.",
            folder,
            $"{Size(free)} can be written there; {(isKnown ? "the base images can take" : "base images often take")} {Size(needed)}.",
            repair
        );

    internal static Problem StorageIsVfs(string folder, string configuration, bool hasFuse) =>
        Vfs.Occur(
            "Podman's storage uses the driver vfs, which is slow and takes much room.",
            folder,
            "It keeps a copy of all files for each layer.",
            hasFuse
                ? $"In {configuration}, table [storage]: driver = \"overlay\" and graphroot = \"{folder}-overlay\" (Linux 5.13 or newer, or with fuse-overlayfs installed). The images in {folder} stay there unused; without another graphroot, podman system reset would first have to delete all images and containers."
                : $"Where user namespaces or /dev/fuse are missing, as in a pod, keep it, with BUILDAH_ISOLATION=chroot; else, in {configuration}, table [storage]: driver = \"overlay\" and graphroot = \"{folder}-overlay\"."
        );

    internal static Problem IsolationFails(PodmanIsolation asked, string why) =>
        Isolated.Occur(
            $"RUN steps cannot have the isolation {asked.ToString().ToLowerInvariant()} here.",
            "--isolation",
            $"{char.ToUpperInvariant(why[0])}{why[1..]}.",
            "Leave --isolation out, or say --isolation=chroot."
        );

    internal static Problem NoUserNamespaces(string setting, string value, string better) =>
        NoNamespaces.Occur(
            "Podman cannot make a user namespace.",
            $"{setting} = {value}",
            "The kernel's setting forbids it to this user.",
            $"sudo sysctl -w {setting}={better}"
        );

    internal static Problem FewSubordinateIds(string file, string kind, string user, long count) => SubordinateIds.Occur(
        $"{user} has {(count == 0 ? "no" : $"only {count}")} subordinate identifiers in {file}.", file,
        "An image has files of up to 65536 users; podman maps those that it has identifiers for.",
        $"sudo usermod --add-sub{kind} 100000-165535 {user} && podman system migrate");

    internal static Problem MapperMissing(string program) =>
        Mapper.Occur(
            $"{program} is not installed.",
            "PATH",
            "Without it podman cannot map subordinate identifiers.",
            "sudo apt-get install uidmap, or sudo dnf install shadow-utils"
        );

    internal static Problem NamespacesRestricted() =>
        Restricted.Occur(
            "AppArmor may refuse podman a user namespace.",
            "kernel.apparmor_restrict_unprivileged_userns = 1",
            "There is no profile /etc/apparmor.d/podman that allows it.",
            "Install the distribution's package of podman, or: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
        );

    internal static Problem NodeEmulated(string place, IReadOnlyList<Platform> platforms, string command) =>
        NodeWithQemu.Occur(
            $"Node will run under QEMU for {string.Join(", ", platforms)}.",
            place,
            $"The step runs {command}, and its stage is not of the platform of the host. It will be slow, and can end with an illegal instruction.",
            "Run it in a stage FROM --platform=$BUILDPLATFORM, and copy what it makes."
        );

    internal static Problem JavaEmulated(string place, IReadOnlyList<Platform> platforms, string command) => JavaWithQemu.Occur(
        $"Java will run under QEMU for {string.Join(", ", platforms)}.", place,
        $"The step runs {command}, and its stage is not of the platform of the host. It will be slow, and can hang or crash.",
        "Run it in a stage FROM --platform=$BUILDPLATFORM, and copy what it makes.");

    private static string Minutes(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(time.TotalMinutes):0} minutes");

    /// <summary>Bytes in a unit that a person reads.</summary>
    internal static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.#} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.#} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
    };
}
