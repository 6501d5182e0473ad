using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Hosting.Processes;

/// <summary>
/// Work that cleans up when a signal stops it. SIGINT and SIGTERM cancel the work, and the failure that follows ends the script.
/// </summary>
internal static class Interruptible
{
    /// <summary>Waits for the work. A script runs without a synchronization context, so the wait cannot deadlock.</summary>
    public static T Wait<T>(string doing, Func<CancellationToken, Task<T>> work) =>
        RunAsync(doing, work, CancellationToken.None).GetAwaiter().GetResult();

    /// <remarks>Messages show <c>doing</c> as the place of the failure.</remarks>
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
