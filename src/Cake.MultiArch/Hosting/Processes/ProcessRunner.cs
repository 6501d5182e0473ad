using System.ComponentModel;
using System.Diagnostics;
using Cake.MultiArch.Problems;
using CliWrap;

namespace Cake.MultiArch.Hosting.Processes;

/// <summary>The one place that starts a process.</summary>
internal sealed class ProcessRunner(Host host)
{
    /// <summary>
    /// An interrupted program may still start processes, so its process tree is read again after each of these intervals.
    /// </summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    /// <summary>The time that an interrupted program has to end by itself before its process tree is killed.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time to read on after the program has ended, while a process that it left behind keeps its output open.</summary>
    public TimeSpan DrainPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <exception cref="MultiArchException">The program cannot be started, runs too long, or writes too much.</exception>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled. The program was interrupted (SIGINT). After the grace period it was killed with every process that it had
    /// started. Its exit code is ignored, because podman answers 0 when SIGTERM ends it.
    /// </exception>
    public async Task<ProcessOutcome> RunAsync(ProcessRequest request, CancellationToken token = default)
    {
        token.ThrowIfCancellationRequested();
        Show(request);
        using var output = new ProcessOutput(request, host.Secrets);
        using var timeout = new CancellationTokenSource();
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(token, timeout.Token, output.Failed);
        using var stopReading = new CancellationTokenSource();
        using var graceful = new CancellationTokenSource();
        using var kill = new CancellationTokenSource();
        var running = Start(request, CommandFor(request, output, stopReading.Token), kill.Token, graceful.Token);
        var tree = new ProcessTree(running.ProcessId);
        await using var looking = new Timer(_ => tree.Look());
        using var interrupting = interrupt.Token.Register(() =>
        {
            // The tree is read before the signal. After podman has ended, its RUN step has another parent and cannot be found.
            tree.Look();
            looking.Change(LookAgain, LookAgain);
            kill.CancelAfter(GracePeriod);
            graceful.Cancel();
        });
        if (request.Timeout is { } limit && limit.TotalMilliseconds < int.MaxValue)
        {
            timeout.CancelAfter(limit);
        }

        var ending = EndAsync(running.ProcessId, tree, stopReading, interrupt.Token);
        try
        {
            var result = await running;
            output.ThrowFailure();
            interrupt.Token.ThrowIfCancellationRequested();
            return output.ToOutcome(result.ExitCode);
        }
        catch (OperationCanceledException)
        {
            output.ThrowFailure();
            token.ThrowIfCancellationRequested();
            throw new MultiArchException(ProcessProblems.ProgramTimedOut(
                request.Name, request.Show(host.Secrets), request.Timeout ?? TimeSpan.Zero, output.Tail));
        }
        finally
        {
            await ending;
            if (interrupt.IsCancellationRequested)
            {
                tree.Kill();
            }
        }
    }

    private CommandTask<CommandResult> Start(ProcessRequest request, Command command, CancellationToken kill, CancellationToken graceful)
    {
        try
        {
            return command.ExecuteAsync(kill, graceful);
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or DirectoryNotFoundException)
        {
            var why = host.Secrets.Redact(WhyNotStarted(request, e));
            throw new MultiArchException(ProcessProblems.ProgramCannotStart(request.Name, why), inner: e);
        }
    }

    private static string WhyNotStarted(ProcessRequest request, Exception e) =>
        request.WorkingDirectory is { } folder && !Directory.Exists(folder)
            ? $"Its working directory {folder} does not exist."
            : e.Message;

    private Command CommandFor(ProcessRequest request, ProcessOutput output, CancellationToken stopReading)
    {
        var command = Cli.Wrap(request.Program)
            .WithValidation(CommandResultValidation.None)
            .WithWorkingDirectory(request.WorkingDirectory ?? host.Environment.WorkingDirectory.FullPath)
            .WithEnvironmentVariables(host.SecretVariables.Hide(request))
            .WithStandardInputPipe(request.StandardInput is { } input ? PipeSource.FromString(input) : PipeSource.Null)
            .WithStandardOutputPipe(request.TakeOutput is { } take
                ? PipeTarget.Create((stream, token) => TakeAsync(stream, take, stopReading, token))
                : LineTarget.Create(output.TakeOutput, stopReading))
            .WithStandardErrorPipe(LineTarget.Create(output.TakeError, stopReading));
        return request.Customised is { } customised ? command.WithArguments(customised.Raw) : command.WithArguments(request.Arguments);
    }

    private static async Task TakeAsync(
        Stream stream, Func<Stream, CancellationToken, Task> take, CancellationToken stop, CancellationToken token)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, token);
        await take(stream, either.Token);
    }

    /// <summary>
    /// Waits for the program, kills the processes that an interrupted program left behind, and then limits the time of reading.
    /// </summary>
    private async Task EndAsync(int processId, ProcessTree tree, CancellationTokenSource stopReading, CancellationToken interrupted)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            await process.WaitForExitAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended already.
        }

        if (interrupted.IsCancellationRequested)
        {
            tree.Kill();
        }

        stopReading.CancelAfter(DrainPeriod);
    }

    private void Show(ProcessRequest request)
    {
        if (host.ShowsCommands)
        {
            host.ShowCommand(request.Show(host.Secrets));
        }
    }
}
