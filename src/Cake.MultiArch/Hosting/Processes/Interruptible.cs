using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Hosting.Processes;

/// <summary>
/// Work that a signal stops in order: SIGINT and SIGTERM cancel it, it cleans up, and the failure that follows ends the script.
/// </summary>
internal static class Interruptible
{
    /// <summary>Waits for the work. A script is synchronous and has no context to come back to, so this cannot block itself.</summary>
    /// <param name="doing">What was interrupted, for the message.</param>
    /// <param name="work">The work.</param>
    public static T Wait<T>(string doing, Func<CancellationToken, Task<T>> work) =>
        RunAsync(doing, work, CancellationToken.None).GetAwaiter().GetResult();

    /// <exception cref="MultiArchException">A signal ended the work (MA1105), or a file could not be used (MA1494).</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public static async Task<T> RunAsync<T>(string doing, Func<CancellationToken, Task<T>> work, CancellationToken token)
    {
        using var interruption = new Interruption();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token, token);
        try
        {
            return await work(either.Token);
        }
        catch (Exception e)
        {
            if (await interruption.CauseAsync() is { } signal)
            {
                throw new MultiArchException(ProcessProblems.RunInterrupted(signal, doing), inner: e);
            }

            if (e.IsFileError)
            {
                throw new MultiArchException(FileAccessProblems.Unusable(doing, e.Message), inner: e);
            }

            throw;
        }
    }
}
