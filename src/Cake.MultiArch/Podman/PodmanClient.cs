using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Cake.Core;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Podman;

/// <summary>
/// Runs podman with one method per command and typed answers. Failures that the catalogue knows get their <see cref="Problem"/>.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle, so there is nothing to dispose.")]
internal sealed partial class PodmanClient(Host host) : ToolClient(host)
{
    private static readonly ConditionalWeakTable<ICakeContext, PodmanClient> OfContext = [];

    /// <summary>The client of a script. It finds podman and its version once for all aliases.</summary>
    public static PodmanClient For(ICakeContext context) => OfContext.GetValue(context, key => new PodmanClient(Host.From(key)));

    /// <summary>Runs any command with the global options and tool settings of <paramref name="settings"/>.</summary>
    /// <returns>How podman ended, with all of standard output.</returns>
    /// <exception cref="MultiArchException">Podman cannot be used, or the command failed.</exception>
    public async Task<ProcessOutcome> RunAsync(PodmanSettings settings, IReadOnlyList<string> arguments, CancellationToken token)
    {
        var (outcome, request) = await EndedAsync(settings, arguments, token);
        return outcome.ExitCode == 0 ? outcome : throw Failure(request, outcome);
    }

    /// <summary>Runs the command of a settings class, with the user's customisation.</summary>
    private async Task<PodmanOutcome> RunAsync(PodmanSettings settings, PodmanCall call, CancellationToken token)
    {
        if (call.ReadsOutput && (settings.NoOut || settings.Out is not null))
        {
            throw new MultiArchException(ToolProblems.SettingRefused(
                settings.GetType().Name + (settings.NoOut ? ".NoOut" : ".Out"),
                "The addin reads the answer from standard output.",
                "Remove the setting."));
        }

        var ended = await EndedAsync(settings, call, token);
        return ended.Process.ExitCode == 0 || settings.HandleExitCode?.Invoke(ended.Process.ExitCode) == true
            ? ended
            : throw Failure(ended.Request, ended.Process);
    }

    /// <summary>Runs any command and accepts every exit code.</summary>
    private async Task<PodmanOutcome> EndedAsync(PodmanSettings settings, IReadOnlyList<string> arguments, CancellationToken token)
    {
        var podman = await ReadyAsync(settings, token);
        var request = Request(podman, settings, [.. podman.Arguments.Global(settings), .. arguments]) with { CaptureOutput = true };
        return new PodmanOutcome(await Runner.RunAsync(request, token), request);
    }

    /// <summary>Runs the command of a settings class and accepts every exit code.</summary>
    private async Task<PodmanOutcome> EndedAsync(PodmanSettings settings, PodmanCall call, CancellationToken token)
    {
        var podman = await ReadyAsync(settings, token);
        var request = Request(podman, settings, podman.Arguments.All(settings, call.Added, call.Operands));
        request = request with
        {
            Environment = request.Environment
                .Concat(call.Environment.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
                .DistinctBy(pair => pair.Key)
                .ToDictionary(),
            StandardInput = call.StandardInput,
            CaptureOutput = call.ReadsOutput,
            OnLine = call.OnLine,
        };
        request = Customise(request, settings);
        return new PodmanOutcome(await Runner.RunAsync(request, token), request);
    }

    private ProcessRequest Request(PodmanProgram podman, PodmanSettings settings, IReadOnlyList<string> arguments) =>
        Request(podman.Path, settings, arguments);

    private MultiArchException Failure(ProcessRequest request, ProcessOutcome outcome)
    {
        var command = request.Show(Host.Secrets);
        var problem = PodmanFailures.Explain(command, outcome.Errors, outcome.Tail) ?? ProcessProblems.ProgramFailed(
            "Podman", command, outcome.ExitCode, outcome.Tail, PodmanFailures.Line(outcome.Errors));
        return new MultiArchException(problem, outcome.ExitCode);
    }

    private T Json<T>(PodmanOutcome outcome)
        where T : JToken => Json<T>(outcome.Process.Output, out var why) ?? throw Unreadable(outcome, why);

    private MultiArchException Unreadable(PodmanOutcome outcome, string why) => outcome.Process.ExitCode != 0
        ? Failure(outcome.Request, outcome.Process)
        : new MultiArchException(PodmanProblems.AnswerUnreadable(outcome.Request.Show(Host.Secrets), Host.Secrets.Redact(why)));

    /// <summary>The parts of one call that do not come from its settings.</summary>
    private sealed record PodmanCall(params IReadOnlyList<string> Operands)
    {
        /// <summary>Flags that the client adds.</summary>
        public IReadOnlyList<string> Added { get; init; } = [];

        /// <summary>Whether the answer is on standard output.</summary>
        public bool ReadsOutput { get; init; }

        public string? StandardInput { get; init; }

        /// <summary>Variables only for this call. Those of the settings come first.</summary>
        public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

        public Action<ProcessLine>? OnLine { get; init; }
    }

    private sealed record PodmanOutcome(ProcessOutcome Process, ProcessRequest Request);
}
