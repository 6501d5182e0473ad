using System.Globalization;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Plan;

/// <summary>MA1910 to MA1919 and MA1930 to MA1939: what checks find on the host.</summary>
internal static class HostCheckProblems
{
    private static readonly ProblemKind Full = new("MA1910", "A disk is full",
        "Less than 1 MiB is free in a place where a run writes: temporary files, podman's images, the result or the report. Free some "
        + "space, or use a folder on another disk: TMPDIR for temporary files, --report and --image=oci: for results, graphroot in "
        + "storage.conf for images.");

    private static readonly ProblemKind NearlyFull = new("MA1911", "A disk may become full",
        "A warning: there is less space than base images usually need. While podman pulls a layer, the disk holds it compressed and "
        + "unpacked. Together that is about three times the size that the registry gives.");

    private static readonly ProblemKind Vfs = new("MA1912", "Podman's storage copies every layer",
        "A warning: the storage driver vfs keeps a full copy of all files for each layer, so it needs several times the space and time "
        + "of overlay. It works everywhere. In a container without user namespaces or /dev/fuse it is the only choice.");

    private static readonly ProblemKind Isolated = new("MA1913", "RUN steps cannot have the isolation that is asked for",
        "With --isolation=oci or rootless, an OCI runtime creates a container for each RUN step. On this host it cannot: both versions "
        + "of cgroups are mounted side by side, user namespaces are disabled, or /proc is masked as in a pod. Without the option, a run "
        + "uses chroot here.");

    private static readonly ProblemKind NoNamespaces = new("MA1914", "A user cannot create user namespaces",
        "Podman without root needs a user namespace for everything it does. The kernel's settings do not allow this user to create "
        + "one. Root can allow it. Otherwise run podman as root, or use a podman service (CONTAINER_HOST).");

    private static readonly ProblemKind SubordinateIds = new("MA1915", "A user has no subordinate identifiers",
        "A warning: podman needs a range of at least 65536 identifiers in /etc/subuid and /etc/subgid. Without one it maps only one "
        + "user, and fails at the first file in an image that belongs to another.");

    private static readonly ProblemKind Mapper = new("MA1916", "The programs that map identifiers are missing",
        "A warning: newuidmap and newgidmap give a user namespace the user's subordinate identifiers. Without them podman maps only "
        + "one user. They are in the packages uidmap (Debian, Ubuntu) and shadow-utils (Fedora, RHEL).");

    private static readonly ProblemKind Restricted = new("MA1917", "AppArmor restricts user namespaces",
        "A warning: on Ubuntu 24.04 and newer, a program gets a user namespace only if an AppArmor profile allows it. Ubuntu's podman "
        + "package has such a profile, but this host has none for podman.");

    private static readonly ProblemKind OtherDocker = new("MA1930", "docker is not podman",
        "A warning: scripts that call docker use another engine, with its own storage, credentials and layer cache. If podman should "
        + "do everything, install the package podman-docker, whose docker command is podman.");

    private static readonly ProblemKind Clock = new("MA1931", "The clock differs from the registry's",
        "A warning: tokens and certificates are valid for a limited time. If a clock is off by minutes, they are not valid yet or have "
        + "expired. Check which of the two clocks is right.");

    private static readonly ProblemKind Powerless = new("MA1932", "The programs that map identifiers lack the permission to do so",
        "Newuidmap and newgidmap belong to root and need the setuid bit (chmod u+s) or a capability (setcap). A copy of the file "
        + "system, for example a flattened image, can lose them. Without the permission podman cannot even print its version.");

    internal static Problem MapperPowerless(string program) => Powerless.Occur(
        $"{Path.GetFileName(program)} has no permission to map identifiers.",
        program,
        "It has neither the setuid bit nor a capability.",
        $"sudo chmod u+s {ShellQuote.Quote(program)}");

    internal static Problem DockerIsAnother(string program, string version) => OtherDocker.Occur(
        "docker is not podman.",
        program,
        $"It says {Quotation.Of(version)}. Podman does not see what scripts build with it.",
        "Call podman in scripts, or install podman-docker instead of docker: sudo apt-get install podman-docker, or sudo dnf install "
        + "podman-docker");

    internal static Problem ClockDiffers(string registry, TimeSpan ahead) => Clock.Occur(
        $"This clock is {Minutes(ahead)} {(ahead > TimeSpan.Zero ? "behind" : "ahead of")} the one of {registry}.",
        registry,
        "Tokens and certificates that are valid there may not be valid here.",
        "sudo timedatectl set-ntp true");

    internal static Problem DiskFull(string use, string folder, long free, string repair) => Full.Occur(
        $"The disk for {use} is full.", folder, $"{Size(free)} can be written there.", repair);

    internal static Problem DiskNearlyFull(string use, string folder, long free, long needed, bool isKnown, string repair) =>
        NearlyFull.Occur(
            $"The disk for {use} may become full.",
            folder,
            $"{Size(free)} can be written there; {(isKnown ? "the base images can take" : "base images often take")} {Size(needed)}.",
            repair);

    internal static Problem StorageIsVfs(string folder, string configuration, bool hasFuse)
    {
        var overlay = $"in {configuration}, table [storage]: driver = \"overlay\" and graphroot = \"{folder}-overlay\"";
        return Vfs.Occur(
            "Podman's storage uses the driver vfs, which is slow and needs much space.",
            folder,
            "It keeps a copy of all files for each layer.",
            hasFuse
                ? $"I{overlay[1..]} (Linux 5.13 or newer, or with fuse-overlayfs installed). The images in {folder} stay there unused. "
                    + "With the same graphroot, podman system reset would have to delete all images and containers first."
                : "Where user namespaces or /dev/fuse are missing, as in a pod, keep it, with BUILDAH_ISOLATION=chroot. "
                    + $"Elsewhere, {overlay}.");
    }

    internal static Problem IsolationFails(PodmanIsolation asked, string why) => Isolated.Occur(
        $"RUN steps cannot have the isolation {asked.ToString().ToLowerInvariant()} here.",
        "--isolation",
        $"{char.ToUpperInvariant(why[0])}{why[1..]}.",
        "Leave --isolation out, or use --isolation=chroot.");

    internal static Problem NoUserNamespaces(string setting, string value, string better) => NoNamespaces.Occur(
        "Podman cannot create a user namespace.",
        $"{setting} = {value}",
        "This kernel setting does not allow it to this user.",
        $"sudo sysctl -w {setting}={better}");

    internal static Problem FewSubordinateIds(string file, string kind, string user, long count) => SubordinateIds.Occur(
        $"{user} has {(count == 0 ? "no" : $"only {count}")} subordinate identifiers in {file}.",
        file,
        "An image can have files of up to 65536 users. Podman maps only those that it has identifiers for.",
        $"sudo usermod --add-sub{kind} 100000-165535 {user} && podman system migrate");

    internal static Problem MapperMissing(string program) => Mapper.Occur(
        $"{program} is not installed.",
        "PATH",
        "Without it podman cannot map subordinate identifiers.",
        "sudo apt-get install uidmap, or sudo dnf install shadow-utils");

    internal static Problem NamespacesRestricted() => Restricted.Occur(
        "AppArmor may refuse podman a user namespace.",
        "kernel.apparmor_restrict_unprivileged_userns = 1",
        "No profile in /etc/apparmor.d/podman allows it.",
        "Install the distribution's podman package, or: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0");

    private static string Minutes(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(time.TotalMinutes):0} minutes");

    internal static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.#} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.#} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
    };
}
