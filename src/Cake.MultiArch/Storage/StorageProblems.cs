using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Storage;

/// <summary>MA1801: where a run works.</summary>
internal static class StorageProblems
{
    private static readonly ProblemKind Folder = new(
        "MA1801",
        "The run has no place to work in",
        "The folder for the clone, for podman's temporary files and for credentials cannot be made below TMPDIR, or /var/tmp when TMPDIR is not set."
    );

    internal static Problem NoRunFolder(string parent, string why) => Folder.Occur(
        "The run's folder cannot be made.", parent, why, "Make the folder writable, free some space, or set TMPDIR to another.");
}
