using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Hosting.Files;

/// <summary>MA1490 and MA1494: files that cannot be used.</summary>
internal static class FileAccessProblems
{
    internal static readonly ProblemKind NoPermission = new("MA1490", "This user may not use a file or folder",
        "Podman runs as a user without the right to read a file of the build context, or to write to podman's storage "
        + "or another folder that podman uses.");

    private static readonly ProblemKind NoFile = new("MA1494", "A file that the addin needs cannot be used",
        "The addin itself keeps small files: credentials and digests below TMPDIR, and the files that settings name. "
        + "One of them could not be read or written. The disk is full or read-only, or the user lacks the permission.");

    internal static Problem Unusable(string where, string why) => NoFile.Occur(
        "A file cannot be used.", where, why,
        "Check its permissions and the disk (df -h), or set TMPDIR to another folder for temporary files.");
}
