using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Containers;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Smoke;

/// <summary>
/// Finds out why a container failed, from the messages of podman 4.3 to 5.4, runc 1.1 and crun 1.8 to 1.21. Podman's exit code is not
/// enough: 126 stands for a program that may not be executed and also for a host without usable cgroups. Podman also answers 0 when SIGTERM
/// ends it.
/// </summary>
internal static class ContainerFailures
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private static readonly Regex Missing = new(
        """executable file [`'"].+[`'"] not found|"""
        + """exec: "[^"]*": (?:executable file not found in|stat .+: no such file or directory)""",
        Options);

    private static readonly Regex NotExecutable = new(
        """exec: "[^"]*": (?:permission denied|is a directory)|crun: open executable: |"""
        + """crun: the path [`'"].+[`'"] (?:exists but it is not executable|is not a regular file)""",
        Options);

    private static readonly Regex OfImage = new(
        """unable to find (?:user|group) |no matching entries in (?:passwd|group) file|workdir "[^"]*" does not exist|chdir to """,
        Options);

    private static readonly Regex OfPodman = new("""^time="[^"]*" level=\w+ msg=""", Options);

    /// <summary>The last message of the runtime inside the container, when the kernel does not start the program.</summary>
    private static readonly Regex NotStarted = new(
        """^(?:\{"msg":")?(?:standard_init_linux\.go:\d+: )?exec """
        + """(?:/\S*|user process caused|container process(?: \(missing dynamic library\?\))? `[^`]*`): """
        + "\"?(?<why>exec format error|no such file or directory)",
        Options);

    /// <summary>What a host lacks. Specific rows come before general ones.</summary>
    private static readonly IReadOnlyList<Row> OfHost =
    [
        new(
            "cgroups in hybrid mode not supported",
            "The host mounts cgroups version 1 and version 2 side by side, and crun does not support this",
            "In containers.conf, table [engine], set runtime = \"runc\" (package runc)"),
        new(
            "set(?:ting )?rlimit",
            "Podman gives containers higher limits than this host or pod allows",
            "In containers.conf, table [containers], set default_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]"),
        new(
            "OCI runtime \"(?<name>[^\"]+)\" not found|no valid executable found for OCI runtime (?<name>\\S+)",
            "The OCI runtime {name} is not installed",
            "Install crun or runc, or set an installed runtime in containers.conf, table [engine]: runtime"),
        new("could not find a working conmon", "conmon is not installed", "Install the package conmon"),
        new(
            "systemd not running on this host|sd-bus call|cannot use systemd cgroups? manager|systemd cgroup flag passed",
            "Podman needs systemd for the cgroups of containers, and systemd does not answer on this host",
            "In containers.conf, table [engine], set cgroup_manager = \"cgroupfs\""),
        new(
            "newuidmap|newgidmap|no sub[ug]id ranges|insufficient UIDs or GIDs",
            "Rootless podman has no subordinate IDs for the users of a container",
            "Install newuidmap and newgidmap (package uidmap or shadow-utils), and as root run: "
            + "usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER"),
        new(
            "devpts",
            "The user namespace of podman's user has only that user, and not the group of terminals",
            "Give the user subordinate IDs, as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER"),
        new(
            "cgroup",
            "Podman may not use the cgroups of this host in the way it needs",
            "Run podman as root, or with cgroups version 2 that are delegated to the user"),
        new(
            @"(?:clone|unshare)[^\n]*(?:not permitted|no space left|denied|invalid argument)"
            + "|can't get final child's PID|netns|network namespace",
            "This host or pod does not allow podman to create the namespaces of a container",
            "Give the pod the permissions (a privileged securityContext, or user namespaces)"),
        new(
            @"\bmount[^\n]*(?:not permitted|denied)|/proc/sys[^\n]*no such file",
            "This host or pod does not allow podman to mount the file systems of a container, such as /proc",
            "Give the pod the permissions (a privileged securityContext, or procMount: Unmasked)"),
        new("seccomp", "A seccomp filter of this host or pod does not allow it", "Give the pod another seccompProfile"),
    ];

    /// <summary>The problem of a container. Null when the program ended with exit code 0.</summary>
    internal static Problem? Of(Platform platform, IReadOnlyList<string> words, ContainerEnd end) => end.Container switch
    {
        { HasStarted: true, HasEnded: false } => SmokeProblems.PodmanEnded(platform, end.Command, end.Podman.Tail),
        { HasStarted: true, IsOutOfMemory: false, ExitCode: 0 } => null,
        { HasStarted: true } state => OfProgram(platform, words, state, end.Podman.Tail),
        _ => OfStart(platform, words, end.Command, end.Podman),
    };

    private static Problem OfProgram(Platform platform, IReadOnlyList<string> words, ContainerState state, IReadOnlyList<string> tail)
    {
        // A program that was not started writes nothing. Then this message is the only line apart from podman's log.
        var own = tail.Where(line => !OfPodman.IsMatch(line)).ToList();
        var why = state.ExitCode != 0 && own is [var message] ? NotStarted.Match(message).Groups["why"].Value : "";
        if (why.EndsWith("error", StringComparison.OrdinalIgnoreCase))
        {
            return SmokeProblems.Foreign(platform, words[0], tail);
        }

        return why.Length > 0
            ? SmokeProblems.InterpreterMissing(platform, words[0], tail)
            : SmokeProblems.Failed(platform, words, state.ExitCode, state.IsOutOfMemory, tail);
    }

    private static Problem OfStart(Platform platform, IReadOnlyList<string> words, string command, ProcessOutcome outcome)
    {
        var said = PodmanFailures.Line(outcome.Errors);
        var own = said ?? string.Join('\n', outcome.Errors);
        if (own.Contains("exec format error", StringComparison.OrdinalIgnoreCase))
        {
            return SmokeProblems.Foreign(platform, words[0], outcome.Tail);
        }

        if (Missing.IsMatch(own))
        {
            return SmokeProblems.ProgramMissing(platform, words[0], outcome.Tail);
        }

        if (NotExecutable.IsMatch(own))
        {
            return SmokeProblems.NotExecutable(platform, words[0], outcome.Tail);
        }

        if (OfImage.IsMatch(own))
        {
            return SmokeProblems.ImageRefuses(platform, own, outcome.Tail);
        }

        if (OfHost.Select(row => row.Of(own)).FirstOrDefault(found => found is not null) is { } row)
        {
            return SmokeProblems.HostCannot(platform, command, $"{row.Why}: {said}", row.Repair, outcome.Tail);
        }

        var why = said ?? $"Podman ended with exit code {outcome.ExitCode} without a message.";
        return SmokeProblems.HostCannot(platform, command, why, repair: null, outcome.Tail);
    }

    private sealed record Row(Regex Pattern, string Why, string Repair)
    {
        public Row(string pattern, string why, string repair)
            : this(new Regex(pattern, Options), why, repair)
        {
        }

        public (string Why, string Repair)? Of(string said) => Pattern.Match(said) is { Success: true } match
            ? (Why.Replace("{name}", match.Groups["name"].Value, StringComparison.Ordinal), Repair)
            : null;
    }
}
