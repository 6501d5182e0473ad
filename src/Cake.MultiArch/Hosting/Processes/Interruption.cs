using System.Runtime.InteropServices;

namespace Cake.MultiArch.Hosting.Processes;

/// <summary>
/// Turns SIGINT (Ctrl-C) and SIGTERM (a CI system's abort) into a cancellation for as long as it lives, so that the work can stop
/// in order and clean up. The process itself then ends by the failure, with a non-zero exit code.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>How much later a signal may be heard here than by a program that this process has started, when it was sent to both.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        ];
    }

    public CancellationToken Token => _source.Token;

    /// <summary>The signal that came, null when none did.</summary>
    public string? Signal { get; private set; }

    /// <summary>
    /// What a signal calls while there is no work that could stop in order; the process is then ended by it as if nobody had
    /// listened. Null while there is such work.
    /// </summary>
    public Action? Idle { get; set; }

    /// <summary>
    /// The signal that a failure is owed to, null when it has another cause. Ctrl-C and the abort of a CI system are sent to the programs
    /// that were started as well, and the end of such a program may be noticed before the signal is.
    /// </summary>
    public async Task<string?> CauseAsync()
    {
        if (Signal is null)
        {
            await Task.Delay(Moment, Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Signal;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (Idle is { } idle)
        {
            idle();
            return;
        }

        context.Cancel = true;
        Signal ??= context.Signal.ToString();
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The signal came while the work was ending anyhow.
        }
    }
}
