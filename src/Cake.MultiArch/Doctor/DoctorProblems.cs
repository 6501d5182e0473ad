using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>MA1901 to MA1909: the checks as a whole.</summary>
internal static class DoctorProblems
{
    private static readonly ProblemKind Failed = new(
        "MA1901",
        "A check has found a reason why the run would fail",
        "DoctorMultiArch checks everything that PushMultiArch needs, and changes nothing. It fails if PushMultiArch would fail. Each of "
            + "its lines has a cause and a repair. Type the repairs, then run it again."
    );

    private static readonly ProblemKind Unknown = new("MA1902", "A check could not run",
        "A warning. The check cannot read a file or folder, so it does not know whether the run will succeed.");

    private static readonly ProblemKind AuthFile = new("MA1802", "The credentials file does not exist",
        "--authfile or REGISTRY_AUTH_FILE names a file that does not exist.");

    /// <param name="failures">The failures. The message quotes the first of them.</param>
    internal static Problem Found(IReadOnlyList<Problem> failures) => Failed.Occur(
        failures.Count == 1 ? "PushMultiArch would fail." : $"PushMultiArch would fail for {failures.Count} reasons.",
        string.Join(", ", failures.Select(problem => problem.Id)),
        failures[0].What,
        failures[0].Repair);

    internal static Problem NotLookedAt(string check, string why) => Unknown.Occur(
        $"The check {check} could not run.", check, why,
        "Make the file or folder readable for this user, or run the check as the user that builds.");

    internal static Problem AuthFileMissing(string file) => AuthFile.Occur(
        "The credentials file does not exist.", file, "--authfile or REGISTRY_AUTH_FILE names it.",
        "Correct the path, or create the file: podman login --authfile=FILE REGISTRY.");
}
