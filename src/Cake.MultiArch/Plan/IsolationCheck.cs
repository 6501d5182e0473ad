using System.Globalization;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Plan;

/// <summary>
/// Checks whether podman's default isolation, a container of an OCI runtime, can run a RUN step on this host. Where it cannot,
/// <c>chroot</c> isolation can: it needs neither cgroups nor a new <c>/proc</c>.
/// </summary>
/// <param name="procFolder">The folder <c>/proc</c>. Tests use another.</param>
internal sealed class IsolationCheck(string procFolder = "/proc")
{
    private const int CapSysAdmin = 21;

    /// <summary>Why the default isolation fails on this host, as the end of a sentence; null when no reason is known.</summary>
    public string? WhyDefaultFails()
    {
        if (!OperatingSystem.IsLinux())
        {
            // There podman builds in its own virtual machine.
            return null;
        }

        var mounts = Mounts();

        // crun: "cgroups in hybrid mode not supported, drop all controllers from cgroupv2".
        if (mounts.Any(mount => mount.Type == "cgroup") && mounts.Any(mount => mount.Type == "cgroup2"))
        {
            return "the host mounts cgroups of version 1 and 2 side by side (hybrid mode), which the OCI runtime refuses";
        }

        if (IsPrivileged())
        {
            return null;
        }

        if (Read("sys/user/max_user_namespaces")?.Trim() == "0")
        {
            return "user namespaces are disabled (user.max_user_namespaces is 0)";
        }

        // The kernel gives a user namespace a new /proc only if no part of the old one is hidden, as it is in a pod:
        // https://man7.org/linux/man-pages/man7/user_namespaces.7.html
        return mounts.FirstOrDefault(mount => mount.HidesProc) is { } mask
            ? $"{mask.Point} is masked, as in a container without privileges, so that a step cannot have its own /proc"
            : null;
    }

    /// <summary>With CAP_SYS_ADMIN in the first user namespace, nothing is refused.</summary>
    private bool IsPrivileged()
    {
        const string Effective = "CapEff:";
        var status = Read("self/status")?.Split('\n') ?? [];
        var capabilities = status.FirstOrDefault(line => line.StartsWith(Effective, StringComparison.Ordinal))?[Effective.Length..].Trim();
        var identity = Read("self/uid_map")?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return ulong.TryParse(capabilities, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits)
            && (bits & (1UL << CapSysAdmin)) != 0
            && identity is ["0", "0", "4294967295"];
    }

    /// <remarks>Fields of <c>/proc/PID/mountinfo</c>: https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html.</remarks>
    private List<Mount> Mounts() =>
    [
        .. (Read("self/mountinfo") ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(" - ", 2))
            .Where(halves => halves.Length == 2)
            .Select(halves => new Mount(halves[0].Split(' ')[4], halves[1].Split(' ')[0])),
    ];

    private string? Read(string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(procFolder, file));
        }
        catch (Exception e) when (e.IsFileError)
        {
            return null;
        }
    }

    private sealed record Mount(string Point, string Type)
    {
        public bool HidesProc => Point.StartsWith("/proc/", StringComparison.Ordinal) && Type is not ("binfmt_misc" or "autofs");
    }
}
