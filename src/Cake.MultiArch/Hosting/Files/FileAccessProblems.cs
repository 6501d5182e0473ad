using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Hosting.Files;

/// <summary>MA1490 and MA1494: files that cannot be used.</summary>
internal static class FileAccessProblems
{
    internal static readonly ProblemKind NoPermission = new("MA1490", "This user may not use a file or folder",
        "Podman runs as a user who may not read a file of the build context, or not write to the storage or another folder of podman's.");

    private static readonly ProblemKind NoFile = new("MA1494", "A file of the command's own cannot be used",
        "Beside podman, the addin keeps small files: credentials and digests below TMPDIR, and those that settings name. One of them could not be read or written, because the disk is full or read-only, or the user has no right to.");

    internal static Problem Unusable(string where, string why) => NoFile.Occur(
        "A file cannot be used.", where, why, "Look at its permissions and at the disk (df -h), or name another folder for temporary files with TMPDIR.");
}
