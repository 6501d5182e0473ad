namespace Cake.MultiArch.Problems;

/// <summary>MA1930 to MA1939: what the checks find about podman as a user who is not root.</summary>
internal static class RootlessProblems
{
    private static readonly ProblemKind Namespaces = new("MA1930", "The user may not make user namespaces",
        "Podman that is not run as root works in a user namespace, and the kernel's settings allow none. An administrator can change that, in a container that of the host.");

    private static readonly ProblemKind Restricted = new("MA1931", "AppArmor restricts user namespaces",
        "A warning. Ubuntu since 23.10 lets only programs with an AppArmor profile make user namespaces. Its own podman has one; a podman that was installed in another way needs a profile, or the restriction has to be switched off.");

    private static readonly ProblemKind Identifiers = new("MA1932", "The user has no subordinate identifiers",
        "A warning. Without a range in /etc/subuid and /etc/subgid podman has only the user's own identifier: an image with files of other owners cannot be unpacked, and a step that changes an owner fails (MA1439).");

    private static readonly ProblemKind Mapping = new("MA1933", "newuidmap or newgidmap cannot be used",
        "Where a user has subordinate identifiers podman starts newuidmap and newgidmap to map them, from PATH, with the right to do so: the mode bit setuid, or file capabilities. The package is uidmap on Debian and Ubuntu, shadow-utils on Fedora and its kin. Copying an image's files can lose the right.");

    private static readonly ProblemKind Fuse = new("MA1934", "There is no /dev/fuse",
        "A warning. As a user podman mounts overlay layers by fuse-overlayfs where the kernel does not let it, for which it needs /dev/fuse. Without both, only the storage driver vfs works, which is slow. In a pod that is usual; there build steps need chroot isolation, too.");

    internal static Problem NoNamespaces(string why, string repair) => Namespaces.Occur(
        "The user may not make user namespaces, which podman needs.", why.Split(' ')[0], $"{why}.", $"As root: {repair}.");

    internal static Problem NamespacesRestricted(string setting) => Restricted.Occur(
        "AppArmor restricts user namespaces.", setting, $"{setting} is 1, so that only programs with a profile may make them.",
        $"When podman fails with \"Operation not permitted\", as root: sysctl -w {setting}=0, or install the distribution's podman, which has a profile.");

    internal static Problem NoIdentifiers(string user, IReadOnlyList<string> files) => Identifiers.Occur(
        $"The user {user} has no subordinate identifiers.", string.Join(", ", files), $"No line there is for {user}.",
        $"As root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {user}; then as {user}: podman system migrate.");

    internal static Problem NoMappingProgram(string program) => Mapping.Occur(
        $"{program} is not installed.", "PATH", "The user has subordinate identifiers, which podman cannot map without it.", "As root: apt-get install uidmap, or dnf install shadow-utils.");

    internal static Problem MappingProgramHasNoRights(string path) => Mapping.Occur(
        $"{path} may not map identifiers.", path, "It has no mode bit setuid, and works only where it has file capabilities in its place (getcap shows them).", $"As root: chmod u+s {path}.");

    internal static Problem NoFuse(bool isContainer, bool isIsolated) => Fuse.Occur(
        "There is no /dev/fuse.", "/dev/fuse",
        isContainer ? "This is a container that was not given the device: overlay storage may not work." : "The kernel module fuse is not loaded: overlay storage may not work.",
        (isContainer ? "When podman cannot mount overlay, take copies: export STORAGE_DRIVER=vfs" : "As root: modprobe fuse; or take copies: export STORAGE_DRIVER=vfs")
            + (isIsolated ? "." : ", and --isolation=chroot for the steps, which the run takes by itself."));
}
