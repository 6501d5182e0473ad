using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>What a check has found of one thing.</summary>
/// <param name="Status">Whether a run would succeed.</param>
/// <param name="Message">One line: what was found.</param>
/// <param name="Problem">Cause and repair; null when all is well, or nothing was looked at.</param>
internal sealed record Finding(FindingStatus Status, string Message, Problem? Problem)
{
    public static Finding Ok(string message) => new(FindingStatus.Ok, message, null);

    /// <summary>The run can succeed, and may well not.</summary>
    public static Finding Warning(Problem problem) => new(FindingStatus.Warning, problem.What, problem);

    /// <summary>The run will fail.</summary>
    public static Finding Failure(Problem problem) => new(FindingStatus.Failure, problem.What, problem);

    /// <summary>What the check needs is not known, because something else has failed.</summary>
    public static Finding Skipped(string why) => new(FindingStatus.Skipped, why, null);
}

/// <summary>The words of the output, the best first.</summary>
internal enum FindingStatus
{
    /// <summary>Nothing speaks against it.</summary>
    Ok,

    /// <summary>It was not looked at.</summary>
    Skipped,

    /// <summary>It can succeed, and may well not.</summary>
    Warning,

    /// <summary>It will fail.</summary>
    Failure,
}
