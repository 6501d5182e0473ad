using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>Runs the program itself to get its version.</summary>
internal sealed class QemuVersion(Host host) : IQemuVersion
{
    private readonly FreshProgram _program = new(host);

    /// <summary>The time limit for a program. QEMU answers within milliseconds; a slower program is waiting for something.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    public Task<ProcessOutcome> AskAsync(string program, CancellationToken token) =>
        _program.RunAsync(new ProcessRequest(program, ["--version"]) { CaptureOutput = true, Timeout = Limit }, StepNamespace.Own, token);
}
