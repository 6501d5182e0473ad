namespace Cake.MultiArch.Problems;

/// <summary>MA18xx: the run itself.</summary>
internal static class RunProblems
{
    private static readonly ProblemKind Folder = new("MA1801", "The run has no place to work in",
        "The folder for the clone, for podman's temporary files and for credentials cannot be made below TMPDIR, or /var/tmp when TMPDIR is not set.");

    private static readonly ProblemKind AuthFile = new("MA1802", "The credentials file does not exist",
        "--authfile, or REGISTRY_AUTH_FILE, names a file that is not there.");

    private static readonly ProblemKind Report = new("MA1803", "The report of an earlier run cannot be removed",
        "The report of this run would take its place. As it cannot, a reader could take the old one for this run's, so the run does not begin.");

    private static readonly ProblemKind Output = new("MA1804", "The result cannot be written",
        "--output names a file that cannot be made or replaced.");

    internal static Problem OutputNotWritten(string file, string why) => Output.Occur(
        "The result cannot be written.", file, why, "Name a file in a folder that can be written to: --output=FILE.");

    internal static Problem ReportNotReplaced(string file, string why) => Report.Occur(
        "The report of an earlier run cannot be removed.", file, why, "Remove it by hand, or name another folder: --report=DIR.");

    internal static Problem NoRunFolder(string parent, string why) => Folder.Occur(
        "The run's folder cannot be made.", parent, why, "Make the folder writable, free some space, or set TMPDIR to another.");

    internal static Problem AuthFileMissing(string file) => AuthFile.Occur(
        "The credentials file does not exist.", file, "--authfile or REGISTRY_AUTH_FILE names it.",
        "Correct the path, or make it: podman login --authfile=FILE REGISTRY.");
}
