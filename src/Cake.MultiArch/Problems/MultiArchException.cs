namespace Cake.MultiArch.Problems;

/// <summary>
/// Every expected failure of this addin. Its message says what to do. Any other exception is a bug.
/// </summary>
/// <remarks>
/// Cake prints the message and ends with exit code 1. This type does not derive from CakeException, because that is sealed.
/// </remarks>
public sealed class MultiArchException : Exception
{
    /// <summary>Makes an exception from a problem.</summary>
    /// <param name="problem">What failed, where, why, and what to do next.</param>
    /// <param name="exitCode">The exit code of the program that failed; 1 when no program failed.</param>
    /// <param name="inner">The technical cause, for diagnosis.</param>
    public MultiArchException(Problem problem, int exitCode = 1, Exception? inner = null)
        : base(problem.ToString(), inner)
    {
        Problem = problem;
        ExitCode = exitCode;
    }

    /// <summary>What failed, where, why, and what to do next.</summary>
    public Problem Problem { get; }

    /// <summary>The exit code of the program that failed; 1 when no program failed.</summary>
    public int ExitCode { get; }

    /// <summary>The platforms that failed, such as <c>linux/arm64</c>. Empty when the failure does not belong to a platform.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];
}
