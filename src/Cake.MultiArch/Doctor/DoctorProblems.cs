using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>MA1901 to MA1909: the checks as a whole.</summary>
internal static class DoctorProblems
{
    private static readonly ProblemKind Failed = new(
        "MA1901",
        "A check has found what would make the run fail",
        "DoctorMultiArch looks at everything that PushMultiArch needs and changes nothing. It fails when PushMultiArch would; each of its lines has a cause and a repair. Type the repairs, then run it again."
    );

    private static readonly ProblemKind Unknown = new("MA1902", "A check could not look",
        "A warning: a file or folder that a check reads cannot be read, so that it does not know whether the run will succeed.");

    /// <param name="failures">What was found, the first of which leads.</param>
    internal static Problem Found(IReadOnlyList<Problem> failures) => Failed.Occur(
        failures.Count == 1 ? "PushMultiArch would fail." : $"PushMultiArch would fail for {failures.Count} reasons.",
        string.Join(", ", failures.Select(problem => problem.Id)),
        failures[0].What,
        failures[0].Repair);

    internal static Problem NotLookedAt(string check, string why) => Unknown.Occur(
        $"The check {check} could not look.", check, why, "Make what it reads readable, or run it as the user that builds.");

    private static readonly ProblemKind AuthFile = new("MA1802", "The credentials file does not exist",
        "--authfile, or REGISTRY_AUTH_FILE, names a file that is not there.");

    internal static Problem AuthFileMissing(string file) => AuthFile.Occur(
        "The credentials file does not exist.", file, "--authfile or REGISTRY_AUTH_FILE names it.",
        "Correct the path, or make it: podman login --authfile=FILE REGISTRY.");
}
