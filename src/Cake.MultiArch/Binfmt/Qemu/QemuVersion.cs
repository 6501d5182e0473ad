using Cake.MultiArch.Problems;
using Cake.MultiArch.Processes;
using ProcessRunner = Cake.MultiArch.Processes.ProcessRunner;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>Asks the program itself.</summary>
internal sealed class QemuVersion(Host host) : IQemuVersion
{
    /// <summary>QEMU answers within milliseconds; what takes longer waits for something.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private const int BusyRetries = 50;
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);

    private readonly ProcessRunner _runner = new(host);

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
