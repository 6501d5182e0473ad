using System.Runtime.InteropServices;

namespace Cake.MultiArch.Hosting.Processes;

/// <summary>
/// Turns SIGINT (Ctrl-C) and SIGTERM (the abort of a CI system) into a cancellation until it is disposed, so that the work can clean up.
/// The failure that follows ends the process with a non-zero exit code.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>A signal that was also sent to a program of this process may arrive here this much later.</summary>
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

    /// <summary>The signal that was received; null without one.</summary>
    public string? Signal { get; private set; }

    /// <summary>
    /// Called on a signal while no work runs that could clean up. The signal then ends the process as it would without a handler.
    /// Null while such work runs.
    /// </summary>
    public Action? Idle { get; set; }

    /// <summary>
    /// The signal that caused a failure; null when it has another cause. Ctrl-C and the abort of a CI system also reach the programs
    /// that were started. Such a program may end before the signal arrives here.
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
            // The signal arrived when the work was already over.
        }
    }
}
