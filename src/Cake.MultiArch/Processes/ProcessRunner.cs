using System.ComponentModel;
using System.Text;
using Cake.Core.Diagnostics;
using Cake.MultiArch.Problems;
using CliWrap;

namespace Cake.MultiArch.Processes;

/// <summary>The one place that starts a process.</summary>
internal sealed class ProcessRunner(Host host)
{
    /// <summary>The longest document that a program may answer, in characters.</summary>
    private const int MaxOutput = 64 * 1024 * 1024;

    /// <summary>How long an interrupted program may take to end by itself before its process tree is killed.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="MultiArchException">The program cannot be started, or took longer than it may.</exception>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled. The program was interrupted (SIGINT), and killed with all that it had started after the grace
    /// period; whatever exit code it ended with is not looked at, because podman answers 0 when it is ended by SIGTERM.
    /// </exception>
    public async Task<ProcessOutcome> RunAsync(ProcessRequest request, CancellationToken token = default)
    {
        Show(request);
        var output = new StringBuilder();
        var errors = new LastLines();
        var tail = new LastLines();
        var gate = new Lock();

        using var timeout = new CancellationTokenSource();
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(token, timeout.Token);
        using var kill = new CancellationTokenSource();
        if (request.Timeout is { } limit)
        {
            timeout.CancelAfter(limit);
        }

        var command = Cli.Wrap(request.Program)
            .WithValidation(CommandResultValidation.None)
            .WithWorkingDirectory(request.WorkingDirectory ?? host.Environment.WorkingDirectory.FullPath)
            .WithEnvironmentVariables(request.Environment)
            .WithStandardInputPipe(request.StandardInput is { } input ? PipeSource.FromString(input) : PipeSource.Null)
            .WithStandardOutputPipe(LineTarget.Create((line, ended) => Take(isError: false, line, ended)))
            .WithStandardErrorPipe(LineTarget.Create((line, ended) => Take(isError: true, line, ended)));
        command = request.Customised is { } customised ? command.WithArguments(customised.Raw) : command.WithArguments(request.Arguments);

        var tree = new ProcessTree();
        try
        {
            interrupt.Token.ThrowIfCancellationRequested();
            var running = command.ExecuteAsync(kill.Token, interrupt.Token);

            // Registered after CliWrap's own, a callback runs before it: the tree is noted while podman still is its root.
            using var noting = interrupt.Token.Register(() => tree.Note(running.ProcessId));
            using var killing = interrupt.Token.Register(() => kill.CancelAfter(GracePeriod));
            var result = await running.ConfigureAwait(false);
            interrupt.Token.ThrowIfCancellationRequested();
            return new ProcessOutcome(result.ExitCode, output.ToString(), errors.ToList(), tail.ToList());
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or DirectoryNotFoundException)
        {
            throw new MultiArchException(ProcessProblems.ProgramCannotStart(request.Name, host.Secrets.Redact(e.Message)), inner: e);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !token.IsCancellationRequested)
        {
            throw new MultiArchException(ProcessProblems.ProgramTimedOut(
                request.Name, host.Secrets.Redact(request.Display), request.Timeout!.Value, tail.ToList()));
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(token);
        }
        finally
        {
            if (interrupt.IsCancellationRequested)
            {
                tree.Kill();
            }
        }

        void Take(bool isError, string line, bool ended)
        {
            lock (gate)
            {
                if (!isError && request.CaptureOutput)
                {
                    if (output.Length + line.Length > MaxOutput)
                    {
                        throw new InvalidDataException($"{request.Name} answered more than {MaxOutput} characters.");
                    }

                    output.Append(line).Append(ended ? "\n" : "");
                }

                var safe = host.Secrets.Redact(line);
                if (isError)
                {
                    errors.Add(safe);
                }

                tail.Add(safe);
                request.OnLine?.Invoke(new ProcessLine(isError, safe));
            }
        }
    }

    private void Show(ProcessRequest request)
    {
        var verbosity = host.ShowCommands ? Verbosity.Normal : Verbosity.Diagnostic;
        if (host.Log.Verbosity >= verbosity)
        {
            host.Log.Write(verbosity, LogLevel.Information, "{0}", "$ " + host.Secrets.Redact(request.Display));
        }
    }
}
