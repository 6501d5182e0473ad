using Cake.MultiArch.Processes;

namespace Cake.MultiArch.Problems;

/// <summary>MA1920 to MA1929: what runs that were killed have left behind.</summary>
internal static class LeftoverProblems
{
    private static readonly ProblemKind Folders = new("MA1920", "Runs that were killed have left folders behind",
        "A warning: a run removes its folder when it ends, also when it is interrupted. One that was killed cannot: the clone, podman's temporary files and a copy of credentials stay on the disk. Only folders are named whose run has ended.");

    private static readonly ProblemKind Containers = new("MA1921", "Builds that were killed have left working containers behind",
        "A warning: podman build works in a container that podman image prune does not see and that keeps its layers on the disk. Only those of runs of ours that have ended are named, not those of other builds.");

    internal static Problem FoldersLeft(string parent, IReadOnlyList<string> folders) => Folders.Occur(
        $"{Count(folders.Count, "folder")} of runs that were killed {Are(folders.Count)} still there.", parent, "A run that is killed cannot remove its folder, which can hold credentials.",
        $"rm -rf {string.Join(' ', folders.Select(ShellQuote.Quote))}");

    internal static Problem ContainersLeft(string graphRoot, IReadOnlyList<string> containers) => Containers.Occur(
        $"{Count(containers.Count, "working container")} of builds that were killed {Are(containers.Count)} still there.", graphRoot, "They keep their layers on the disk, and podman image prune does not see them.",
        $"podman rm --force {string.Join(' ', containers)}");

    private static string Count(int count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";

    private static string Are(int count) => count == 1 ? "is" : "are";
}
