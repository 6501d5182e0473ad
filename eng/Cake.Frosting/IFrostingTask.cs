using Cake.Core;

namespace Cake.Frosting;

/// <summary>A task of a build program.</summary>
public interface IFrostingTask
{
    /// <summary>Why it is skipped, for the log.</summary>
    string SkippedMessage => string.Empty;

    /// <summary>Does the work.</summary>
    /// <param name="context">The program's context.</param>
    /// <returns>The work.</returns>
    Task RunAsync(ICakeContext context);

    /// <summary>Whether there is work.</summary>
    /// <param name="context">The program's context.</param>
    /// <returns>False to skip the task.</returns>
    bool ShouldRun(ICakeContext context);

    /// <summary>Handles a failure, which is then none unless this throws.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="context">The program's context.</param>
    void OnError(Exception exception, ICakeContext context);

    /// <summary>Is called at the end, however the task ended.</summary>
    /// <param name="context">The program's context.</param>
    void Finally(ICakeContext context);
}
