using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>
/// Runs a program that was just written. The kernel does not execute a file that is open for writing (ETXTBSY). A child process that
/// another thread starts at that moment inherits the open file for a short time. So this class tries again.
/// </summary>
internal sealed class FreshProgram(Host host)
{
    private const int Retries = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ProcessRunner _runner = new(host);

    /// <param name="request">The program to run, made by <paramref name="steps"/>.</param>
    /// <param name="steps">Where the program runs. It recognizes a refusal by the kernel.</param>
    /// <param name="token">Cancels the run.</param>
    /// <exception cref="MultiArchException">The program cannot be started, or does not end in time.</exception>
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
                // Try again after the pause.
            }

            await Task.Delay(Pause, host.Clock, token);
        }
    }
}
