using Cake.MultiArch.Problems;
using Cake.MultiArch.Processes;
using ProcessRunner = Cake.MultiArch.Processes.ProcessRunner;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>Asks the program itself.</summary>
internal sealed class QemuVersion(Host host) : IQemuVersion
{
    private const int BusyRetries = 50;
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);

    private readonly ProcessRunner _runner = new(host);

    /// <summary>How long a program may take: QEMU answers within milliseconds, and what takes longer waits for something.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    public async Task<ProcessOutcome> AskAsync(string program, CancellationToken token)
    {
        var request = new ProcessRequest(program, ["--version"]) { CaptureOutput = true, Timeout = Limit };
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await _runner.RunAsync(request, token).ConfigureAwait(false);
            }
            catch (MultiArchException e) when (Errno.OfStart(e) == Errno.TextBusy && attempt < BusyRetries)
            {
                // A program that was just written is open for writing still in a child that another thread has forked.
                await Task.Delay(BusyPause, host.Clock, token).ConfigureAwait(false);
            }
        }
    }
}
