namespace Cake.MultiArch.Problems;

/// <summary>
/// Every expected failure of this addin. Its message is a sentence that a person can act on; any other exception is a bug.
/// </summary>
/// <remarks>Cake prints the message and ends with exit code 1. (Cake's own CakeException is sealed, so this cannot derive from it.)</remarks>
public sealed class MultiArchException : Exception
{
    /// <summary>Throws what a user can act on.</summary>
    /// <param name="problem">What failed, where, why, and what to do next.</param>
    /// <param name="exitCode">The exit code of the program that failed, 1 when none did.</param>
    /// <param name="inner">The technical cause, for diagnosis.</param>
    public MultiArchException(Problem problem, int exitCode = 1, Exception? inner = null)
        : base(problem.ToString(), inner)
    {
        Problem = problem;
        ExitCode = exitCode;
    }

    /// <summary>What failed, where, why, and what to do next.</summary>
    public Problem Problem { get; }

    /// <summary>The exit code of the program that failed, 1 when none did.</summary>
    public int ExitCode { get; }

    /// <summary>The platforms that it failed on, as <c>linux/arm64</c>; empty when the failure is not one of a platform.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];
}
