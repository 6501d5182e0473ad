using Cake.MultiArch.Binfmt.Qemu;
using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Tests.Binfmt;

/// <summary>Programs that are not run: unless the test says otherwise each answers as the QEMU whose name it has.</summary>
internal sealed class FakeVersion : IQemuVersion
{
    public Func<string, ProcessOutcome> Answer { get; set; } =
        path => Says($"{Path.GetFileName(path).Replace("-static", "", StringComparison.Ordinal)} version 7.2.22 (Debian 1:7.2)");

    /// <summary>The programs that were asked, in order.</summary>
    public List<string> Asked { get; } = [];

    public static ProcessOutcome Says(string line, int exitCode = 0) => new(exitCode, line + "\nCopyright\n", [], [line]);

    public Task<ProcessOutcome> AskAsync(string program, CancellationToken token)
    {
        Asked.Add(program);
        return Task.FromResult(Answer(program));
    }
}
