using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>MA1920 to MA1929: what killed runs have left behind.</summary>
internal static class LeftoverProblems
{
    private static readonly ProblemKind Folders = new(
        "MA1920",
        "Killed runs have left folders behind",
        "A warning. A run removes its folder when it ends, even if it is interrupted. A killed run cannot do that: the clone, podman's "
            + "temporary files and a copy of credentials stay on the disk. Only folders of runs that have ended are listed."
    );

    private static readonly ProblemKind Containers = new(
        "MA1921",
        "Killed builds have left working containers behind",
        "A warning. podman build works in a container that keeps its layers on the disk, and podman image prune does not see it. Only "
            + "containers of Cake.MultiArch runs that have ended are listed, not those of other builds."
    );

    private static readonly ProblemKind Lists = new(
        "MA1922",
        "Killed builds have left lists behind",
        "A warning. A run removes the list that it builds into, or leaves it as its result. A killed run may have left an incomplete list. "
            + "The next run that builds removes it, and so does CleanMultiArch."
    );

    private static readonly ProblemKind SmokeTests = new(
        "MA1923",
        "Killed smoke tests have left containers behind",
        "A warning. A run removes the container in which it has run the command of --smoke. A killed run may have left it, and it may "
            + "still run, until one minute after --smoke-limit. The next run that builds removes it, and so does CleanMultiArch."
    );

    internal static Problem FoldersLeft(string parent, IReadOnlyList<string> folders) =>
        Folders.Occur(
            $"{Count(folders.Count, "folder")} of killed runs still {Exist(folders.Count)}.",
            parent,
            "A killed run cannot remove its folder. The folder can contain credentials.",
            $"rm -rf {string.Join(' ', folders.Select(ShellQuote.Quote))}"
        );

    internal static Problem ContainersLeft(string graphRoot, IReadOnlyList<string> containers) =>
        Containers.Occur(
            $"{Count(containers.Count, "working container")} of killed builds still {Exist(containers.Count)}.",
            graphRoot,
            "They keep their layers on the disk, and podman image prune does not see them.",
            $"podman rm --force {string.Join(' ', containers)}"
        );

    internal static Problem SmokeTestsLeft(IReadOnlyList<string> containers) =>
        SmokeTests.Occur(
            $"{Count(containers.Count, "container")} of killed smoke tests still {Exist(containers.Count)}.",
            containers[0],
            "They keep their image, and may still run.",
            $"podman rm --force {string.Join(' ', containers)}"
        );

    internal static Problem ListsLeft(IReadOnlyList<string> lists) => Lists.Occur(
        $"{Count(lists.Count, "list")} of killed builds still {Exist(lists.Count)}.", lists[0], "They may be incomplete.",
        $"podman manifest rm {string.Join(' ', lists.Select(ShellQuote.Quote))}");

    private static string Count(int count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";

    private static string Exist(int count) => count == 1 ? "exists" : "exist";
}
