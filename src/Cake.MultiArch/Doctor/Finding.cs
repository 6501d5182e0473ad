using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>The result of a check of one thing.</summary>
/// <param name="Status">Whether a run would succeed.</param>
/// <param name="Message">What was found, in one line.</param>
/// <param name="Problem">Cause and repair; null if all is well, or if nothing was checked.</param>
internal sealed record Finding(FindingStatus Status, string Message, Problem? Problem)
{
    public static Finding Ok(string message) => new(FindingStatus.Ok, message, null);

    /// <summary>The run may fail.</summary>
    public static Finding Warning(Problem problem) => new(FindingStatus.Warning, problem.What, problem);

    /// <summary>The run will fail.</summary>
    public static Finding Failure(Problem problem) => new(FindingStatus.Failure, problem.What, problem);

    /// <summary>The check did not run, because it does not apply or something else has failed.</summary>
    public static Finding Skipped(string why) => new(FindingStatus.Skipped, why, null);
}

/// <summary>The words of the output, from best to worst.</summary>
internal enum FindingStatus
{
    /// <summary>No problem was found.</summary>
    Ok,

    /// <summary>The check did not run.</summary>
    Skipped,

    /// <summary>The run may fail.</summary>
    Warning,

    /// <summary>The run will fail.</summary>
    Failure,
}
