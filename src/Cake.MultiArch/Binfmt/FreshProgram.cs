using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>
/// Runs a program that was just written. The kernel does not execute a file that somebody has open for writing (ETXTBSY), and a child that
/// another thread has forked meanwhile has it open for a moment, so that is tried again.
/// </summary>
internal sealed class FreshProgram(Host host)
{
    private const int Retries = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ProcessRunner _runner = new(host);

    /// <param name="request">The program, as <paramref name="steps"/> asks for it.</param>
    /// <param name="steps">Where it is run, which tells how a refusal is told.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="MultiArchException">It cannot be started, or does not end in time.</exception>
    public async Task<ProcessOutcome> RunAsync(ProcessRequest request, StepNamespace steps, CancellationToken token)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var outcome = await _runner.RunAsync(request, token);
                if (steps.RefusalOf(outcome) != Errno.TextBusy || attempt == Retries)
                {
                    return outcome;
                }
            }
            catch (MultiArchException e) when (Errno.OfStart(e) == Errno.TextBusy && attempt < Retries)
            {
                // As said above.
            }

            await Task.Delay(Pause, host.Clock, token);
        }
    }
}
