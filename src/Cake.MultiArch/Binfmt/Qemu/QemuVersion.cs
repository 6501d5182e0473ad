using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>Asks the program itself.</summary>
internal sealed class QemuVersion(Host host) : IQemuVersion
{
    private readonly FreshProgram _program = new(host);

    /// <summary>How long a program may take: QEMU answers within milliseconds, and what takes longer waits for something.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    public Task<ProcessOutcome> AskAsync(string program, CancellationToken token) =>
        _program.RunAsync(new ProcessRequest(program, ["--version"]) { CaptureOutput = true, Timeout = Limit }, StepNamespace.Own, token);
}
