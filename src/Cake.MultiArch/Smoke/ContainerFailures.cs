using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Containers;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Smoke;

/// <summary>
/// Why a container did not do what it was to do, in the words of podman 4.3 to 5.4, runc 1.1 and crun 1.8 to 1.21. Podman's exit code does not
/// tell: 126 is a program that may not be executed as well as a host without usable cgroups, and 0 is a podman that was ended by SIGTERM.
/// </summary>
internal static class ContainerFailures
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private static readonly Regex Missing = new("""executable file [`'"].+[`'"] not found|exec: "[^"]*": (?:executable file not found in|stat .+: no such file or directory)""", Options);

    private static readonly Regex NotExecutable = new("""exec: "[^"]*": (?:permission denied|is a directory)|crun: open executable: |crun: the path [`'"].+[`'"] (?:exists but it is not executable|is not a regular file)""", Options);

    private static readonly Regex OfImage = new("""unable to find (?:user|group) |no matching entries in (?:passwd|group) file|workdir "[^"]*" does not exist|chdir to """, Options);

    private static readonly Regex OfPodman = new("""^time="[^"]*" level=\w+ msg=""", Options);

    /// <summary>The runtime's last word in the container, in place of the program that the kernel did not start.</summary>
    private static readonly Regex NotStarted = new("""^(?:\{"msg":")?(?:standard_init_linux\.go:\d+: )?exec (?:/\S*|user process caused|container process(?: \(missing dynamic library\?\))? `[^`]*`): "?(?<why>exec format error|no such file or directory)""", Options);

    /// <summary>What hosts lack, from the particular to the general.</summary>
    private static readonly IReadOnlyList<Row> OfHost =
    [
        new("cgroups in hybrid mode not supported", "The host mounts cgroups of version 1 and 2 side by side, which crun refuses",
            "In containers.conf, table [engine]: runtime = \"runc\" (its package is runc)"),
        new("set(?:ting )?rlimit", "Podman gives containers higher limits than this host, or pod, lets it set",
            "In containers.conf, table [containers]: default_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]"),
        new("OCI runtime \"(?<name>[^\"]+)\" not found|no valid executable found for OCI runtime (?<name>\\S+)", "The OCI runtime {name} is not installed",
            "Install crun or runc, or name the one that is there in containers.conf, table [engine]: runtime"),
        new("could not find a working conmon", "conmon is not installed", "Install the package conmon"),
        new("systemd not running on this host|sd-bus call|cannot use systemd cgroups? manager|systemd cgroup flag passed", "Podman wants systemd for the cgroups of containers, and none answers here",
            "In containers.conf, table [engine]: cgroup_manager = \"cgroupfs\""),
        new("newuidmap|newgidmap|no sub[ug]id ranges|insufficient UIDs or GIDs", "Podman without root has no identifiers for the users of a container",
            "Install newuidmap and newgidmap (package uidmap or shadow-utils), and as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER"),
        new("devpts", "The user that podman runs as is alone in its user namespace, without the group of terminals",
            "Give it subordinate identifiers, as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER"),
        new("cgroup", "Podman may not use the host's cgroups as it wants to", "Run podman as root, or with cgroups of version 2 that are delegated to the user"),
        new(@"(?:clone|unshare)[^\n]*(?:not permitted|no space left|denied|invalid argument)|can't get final child's PID|netns|network namespace", "This host, or pod, does not let podman make the namespaces of a container",
            "Give the pod the rights for it (a securityContext with privileged, or user namespaces)"),
        new(@"\bmount[^\n]*(?:not permitted|denied)|/proc/sys[^\n]*no such file", "This host, or pod, does not let podman mount what a container has, such as /proc",
            "Give the pod the rights for it (a securityContext with privileged, or procMount: Unmasked)"),
        new("seccomp", "A seccomp filter of this host, or pod, stands in the way", "Give the pod another seccompProfile"),
    ];

    /// <summary>What is wrong; null when the program ended with exit code 0.</summary>
    /// <param name="platform">What the image is for.</param>
    /// <param name="words">What was run.</param>
    /// <param name="end">How the container came to its end.</param>
    internal static Problem? Of(Platform platform, IReadOnlyList<string> words, ContainerEnd end) => end.Container switch
    {
        { HasStarted: true, HasEnded: false } => SmokeProblems.PodmanEnded(platform, end.Command, end.Podman.Tail),
        { HasStarted: true, IsOutOfMemory: false, ExitCode: 0 } => null,
        { HasStarted: true } state => OfProgram(platform, words, state, end.Podman.Tail),
        _ => OfStart(platform, words, end.Command, end.Podman),
    };

    private static Problem OfProgram(Platform platform, IReadOnlyList<string> words, ContainerState state, IReadOnlyList<string> tail)
    {
        // It is the only line then but for podman's log: what could have written others was not started.
        var why = state.ExitCode != 0 && tail.Where(line => !OfPodman.IsMatch(line)).ToList() is [var line] ? NotStarted.Match(line).Groups["why"].Value : "";
        return why.EndsWith("error", StringComparison.OrdinalIgnoreCase) ? SmokeProblems.Foreign(platform, words[0], tail)
            : why.Length > 0 ? SmokeProblems.InterpreterMissing(platform, words[0], tail)
            : SmokeProblems.Failed(platform, words, state.ExitCode, state.IsOutOfMemory, tail);
    }

    private static Problem OfStart(Platform platform, IReadOnlyList<string> words, string command, ProcessOutcome outcome)
    {
        var said = PodmanFailures.Line(outcome.Errors);
        var own = said ?? string.Join('\n', outcome.Errors);
        return own.Contains("exec format error", StringComparison.OrdinalIgnoreCase) ? SmokeProblems.Foreign(platform, words[0], outcome.Tail)
            : Missing.IsMatch(own) ? SmokeProblems.ProgramMissing(platform, words[0], outcome.Tail)
            : NotExecutable.IsMatch(own) ? SmokeProblems.NotExecutable(platform, words[0], outcome.Tail)
            : OfImage.IsMatch(own) ? SmokeProblems.ImageRefuses(platform, own, outcome.Tail)
            : OfHost.Select(row => row.Of(own)).FirstOrDefault(found => found is not null) is { } row
                ? SmokeProblems.HostCannot(platform, command, $"{row.Why}: {said}", row.Repair, outcome.Tail)
                : SmokeProblems.HostCannot(platform, command, said ?? $"Podman ended with exit code {outcome.ExitCode} and does not say why.", repair: null, outcome.Tail);
    }

    private sealed record Row(Regex Pattern, string Why, string Repair)
    {
        public Row(string pattern, string why, string repair)
            : this(new Regex(pattern, Options), why, repair)
        {
        }

        public (string Why, string Repair)? Of(string said) =>
            Pattern.Match(said) is { Success: true } match ? (Why.Replace("{name}", match.Groups["name"].Value, StringComparison.Ordinal), Repair) : null;
    }
}
