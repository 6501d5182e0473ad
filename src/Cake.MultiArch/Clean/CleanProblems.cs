using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Clean;

/// <summary>MA1976 to MA1980: what a clean-up could not remove.</summary>
internal static class CleanProblems
{
    private static readonly ProblemKind Incomplete = new(
        "MA1976",
        "Not everything could be removed",
        "CleanMultiArch goes on with the next thing when one cannot be removed, and fails at its end. Each thing that stays stands above with its cause and the command that removes it. Run it again afterwards."
    );

    private static readonly ProblemKind Folder = new(
        "MA1977",
        "The folder of a run that was killed cannot be removed",
        "It can hold credentials. With a rootless Podman some of its files belong to subordinate users, and only podman unshare can remove them: as the user of the run, with subordinate identifiers and a Podman that works."
    );

    private static readonly ProblemKind Mount = new(
        "MA1978",
        "Something is mounted in the folder of a run that was killed",
        "A build step that still runs, or one that was killed, has mounted something there, which can be a folder of yours. It is left alone until nothing is mounted."
    );

    private static readonly ProblemKind Stored = new(
        "MA1979",
        "Podman does not remove what runs have left in its storage",
        "Images that runs have made, lists that they built into or working containers of builds that were killed. What a container or a list of yours needs is not counted here; it stays and is told."
    );

    internal static Problem NotAll(IReadOnlyList<Problem> failures) =>
        Incomplete.Occur(
            $"{(failures.Count == 1 ? "One thing" : $"{failures.Count} things")} could not be removed.",
            failures[0].Where,
            failures[0].Why,
            failures[0].Repair
        );

    internal static Problem FolderStays(string folder, string why) => Folder.Occur(
        "The folder of a run that was killed cannot be removed.", folder, why, $"podman unshare rm -rf {ShellQuote.Quote(folder)}");

    internal static Problem FolderMounted(string folder) => Mount.Occur(
        "Something is mounted in the folder of a run that was killed.", folder, "Removing the folder would remove what is mounted there.",
        $"grep {ShellQuote.Quote(folder)} /proc/self/mountinfo");

    /// <param name="things">What kind of thing they are, in the plural.</param>
    /// <param name="names">Their names or identifiers.</param>
    /// <param name="why">Podman's message.</param>
    /// <param name="command">The command that removes them, without their names.</param>
    internal static Problem StoredStays(string things, IReadOnlyList<string> names, string why, string command) =>
        Stored.Occur(
            $"Podman does not remove {names.Count} {things}.",
            string.Join(' ', names),
            why,
            $"{command} {string.Join(' ', names.Select(ShellQuote.Quote))}"
        );
}
