using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>MA1920 to MA1929: what runs that were killed have left behind.</summary>
internal static class LeftoverProblems
{
    private static readonly ProblemKind Folders = new(
        "MA1920",
        "Runs that were killed have left folders behind",
        "A warning: a run removes its folder when it ends, also when it is interrupted. One that was killed cannot: the clone, podman's temporary files and a copy of credentials stay on the disk. Only folders are named whose run has ended."
    );

    private static readonly ProblemKind Containers = new(
        "MA1921",
        "Builds that were killed have left working containers behind",
        "A warning: podman build works in a container that podman image prune does not see and that keeps its layers on the disk. Only those of runs of ours that have ended are named, not those of other builds."
    );

    private static readonly ProblemKind Lists = new(
        "MA1922",
        "Builds that were killed have left lists behind",
        "A warning: a run removes the list that it builds into, or leaves it as its result. One that was killed may have left a list that is not whole. The next run that builds removes it, and so does CleanMultiArch."
    );

    private static readonly ProblemKind SmokeTests = new(
        "MA1923",
        "Smoke tests that were killed have left containers behind",
        "A warning: a run removes the container in which it has run the command of --smoke. One that was killed may have left it, and it may still run, until a minute after --smoke-limit. The next run that builds removes it, and so does CleanMultiArch."
    );

    internal static Problem FoldersLeft(string parent, IReadOnlyList<string> folders) =>
        Folders.Occur(
            $"{Count(folders.Count, "folder")} of runs that were killed {Are(folders.Count)} still there.",
            parent,
            "A run that is killed cannot remove its folder, which can hold credentials.",
            $"rm -rf {string.Join(' ', folders.Select(ShellQuote.Quote))}"
        );

    internal static Problem ContainersLeft(string graphRoot, IReadOnlyList<string> containers) =>
        Containers.Occur(
            $"{Count(containers.Count, "working container")} of builds that were killed {Are(containers.Count)} still there.",
            graphRoot,
            "They keep their layers on the disk, and podman image prune does not see them.",
            $"podman rm --force {string.Join(' ', containers)}"
        );

    internal static Problem SmokeTestsLeft(IReadOnlyList<string> containers) =>
        SmokeTests.Occur(
            $"{Count(containers.Count, "container")} of smoke tests that were killed {Are(containers.Count)} still there.",
            containers[0],
            "They keep their image, and may still run.",
            $"podman rm --force {string.Join(' ', containers)}"
        );

    internal static Problem ListsLeft(IReadOnlyList<string> lists) => Lists.Occur(
        $"{Count(lists.Count, "list")} of builds that were killed {Are(lists.Count)} still there.", lists[0], "They need not be whole.",
        $"podman manifest rm {string.Join(' ', lists.Select(ShellQuote.Quote))}");

    private static string Count(int count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";

    private static string Are(int count) => count == 1 ? "is" : "are";
}
