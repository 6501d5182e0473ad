using Cake.Core;
using Cake.MultiArch.Git;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Report;
using Cake.MultiArch.Run;

namespace Cake.MultiArch;

/// <content>How a run begins and ends.</content>
public sealed partial class MultiArchRun
{
    private OpenRun? _open;
    private Use _use;
    private bool _pushes;
    private bool _disposed;
    private MultiArchException? _interruptedCleanUp;

    /// <summary>What the run was used for so far; what changes more wins.</summary>
    private enum Use
    {
        None,
        Platforms,

        /// <summary>Nothing is changed, and the report of an earlier run stays.</summary>
        Inquiry,

        Work,
    }

    /// <summary>Ends the run with the script: a failure outside of the run's own stages is reported too.</summary>
    /// <param name="failure">What the script failed with; null if it succeeded.</param>
    /// <exception cref="MultiArchException">A signal came during the clean-up, which was finished first (MA1105).</exception>
    public void End(Exception? failure)
    {
        if (_disposed)
        {
            return;
        }

        _facts.Failure ??= failure;
        Dispose();
        if (_interruptedCleanUp is not null)
        {
            throw _interruptedCleanUp;
        }
    }

    /// <summary>
    /// Writes the report, prints the table, and removes everything that the run does not leave to the user. A run that was never
    /// used does nothing.
    /// </summary>
    public void Dispose()
    {
        if (_disposed || _use == Use.None)
        {
            return;
        }

        _disposed = true;
        var signal = _clock.Signal;
        _clock.HoldSignals();
        try
        {
            _open?.CleanUp.EndAsync(_open, signal).GetAwaiter().GetResult();
        }
        finally
        {
            _open?.Dispose();
            if (signal is null && _clock.Signal is { } late)
            {
                _interruptedCleanUp = new MultiArchException(ProcessProblems.RunInterrupted(late, "CleanUp"));
                _facts.Failure ??= _interruptedCleanUp;
            }

            if (_use != Use.Inquiry)
            {
                FinalReport.Write(_host, _facts, () => _open?.Wanted.Common.ReportFolder ?? Reader.ReadReportFolder());
            }

            _clock.Dispose();
        }
    }

    /// <summary>Runs a stage of a run that has begun; the first one begins it.</summary>
    private Task<T> StageAsync<T>(Use use, string name, Func<OpenRun, CancellationToken, Task<T>> work)
        where T : class
    {
        BeginUse(use);
        return _clock.RunAsync(name, token => work(_open ??= Open(), token));
    }

    private OpenRun Open() => new(_host, _podman, new Wanted([Reader.Read()], CiReader.Read(_context)), _clock, _facts);

    /// <summary>Work has something to report, and an earlier run's report must not be taken for it.</summary>
    private void BeginUse(Use use)
    {
        ObjectDisposedException.ThrowIf(_disposed && use != Use.Platforms, this);
        if (use == Use.Work && _use != Use.Work)
        {
            ReportWriter.Forget(Reader.ReadReportFolder());
        }

        if (_use == Use.None && _context.ServiceProvider.GetService(typeof(ICakeEngine)) is ICakeEngine engine)
        {
            engine.AfterTeardown += EndWithCake;
        }

        _use = use > _use ? use : _use;
    }

    /// <summary>A program without a lifetime of its own has no place from which to end the run; Cake's engine has.</summary>
    private void EndWithCake(object? sender, AfterTeardownEventArgs e)
    {
        try
        {
            End(e.TeardownContext.ThrownException);
        }
        catch (MultiArchException interrupted)
        {
            // Cake goes on after what an event handler throws, and would end with exit code 0.
            _host.Fail(interrupted.Message);
            Environment.Exit(interrupted.ExitCode);
        }
    }
}
