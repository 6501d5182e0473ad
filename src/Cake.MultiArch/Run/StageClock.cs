using System.Runtime.ExceptionServices;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Report;

namespace Cake.MultiArch.Run;

/// <summary>What a stage made that may have had nothing to do.</summary>
internal interface IStageOutcome
{
    bool IsSkipped { get; }
}

/// <summary>Runs stages: measures their time, notes how they ended, and turns a signal into their failure.</summary>
internal sealed class StageClock(Host host, RunFacts facts) : IDisposable
{
    private Interruption? _interruption;

    /// <summary>What a signal calls between stages. The process then ends by that signal, as the script would without us.</summary>
    public Action OnIdleSignal { get; set; } = () => { };

    /// <summary>The signal that interrupted a stage; null if none did.</summary>
    public string? Signal => _interruption?.Signal;

    public async Task<T> RunAsync<T>(string name, Func<CancellationToken, Task<T>> work)
        where T : class
    {
        var interruption = _interruption ??= new Interruption();
        interruption.Idle = null;
        var started = host.Clock.GetTimestamp();
        var status = ReportedStatus.Failed;
        try
        {
            var made = await work(interruption.Token);
            interruption.Token.ThrowIfCancellationRequested();
            status = made is IStageOutcome { IsSkipped: true } ? ReportedStatus.Skipped : ReportedStatus.Succeeded;
            return made;
        }
        catch (Exception e)
        {
            facts.Failure = await CauseAsync(e, name, interruption);
            ExceptionDispatchInfo.Throw(facts.Failure);
            throw;
        }
        finally
        {
            var seconds = Math.Round(host.Clock.GetElapsedTime(started).TotalSeconds, 3);
            facts.Stages.Add(new ReportedStage(name, status, seconds));
            interruption.Idle = OnIdleSignal;
        }
    }

    /// <summary>From now on a signal does not end the process: the clean-up takes its time.</summary>
    public void HoldSignals() => _interruption?.Idle = null;

    public void Dispose() => _interruption?.Dispose();

    private static async Task<Exception> CauseAsync(Exception failure, string stage, Interruption interruption)
    {
        if (await interruption.CauseAsync() is { } signal)
        {
            return new MultiArchException(ProcessProblems.RunInterrupted(signal, stage), inner: failure);
        }

        return failure.IsFileError
            ? new MultiArchException(FileAccessProblems.Unusable(stage, failure.Message), inner: failure)
            : failure;
    }
}
