using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Binfmt;

/// <summary>
/// Explains what a test program met, with what the folder of binfmt_misc shows. The program decides whether a platform runs; the folder
/// only explains the result. In a container the folder may be empty while the host's handlers are in force.
/// </summary>
/// <param name="folder">The folder's path, for messages.</param>
/// <param name="state">What the folder shows.</param>
/// <param name="native">The host's architecture; null if it is not known.</param>
internal sealed class BinfmtDiagnosis(string folder, BinfmtState state, ElfArchitecture? native)
{
    public PlatformAnswer Of(Platform platform, ElfArchitecture architecture, ProbeOutcome outcome)
    {
        var handler = state.InForce(architecture);
        return outcome switch
        {
            ProbeOutcome.RunsHere when handler is { IsFixed: false } => Unsupported(BinfmtProblems.FlagMissing(architecture, handler)),
            ProbeOutcome.Runs { QemuVersion: var version } => Supported(version),
            ProbeOutcome.RunsHere { QemuVersion: var version } => Supported(version),
            ProbeOutcome.RunsOnlyHere => Unsupported(BinfmtProblems.FlagMissing(architecture, handler)),
            ProbeOutcome.WrongArguments wrong => Unsupported(BinfmtProblems.ArgumentsDiffer(architecture, handler, wrong)),
            ProbeOutcome.Refused { Error: Errno.ExecFormat } => Unsupported(NotRecognised(architecture, handler)),
            ProbeOutcome.Refused { Error: Errno.NoEntry } => Unsupported(BinfmtProblems.InterpreterMissing(architecture, handler)),
            ProbeOutcome.Refused { Error: var error } => Unsupported(BinfmtProblems.InterpreterRefused(architecture, handler, error)),
            ProbeOutcome.WrongAnswer wrong => Unsupported(BinfmtProblems.WrongAnswer(architecture, handler, wrong)),
            ProbeOutcome.NoAnswer { Waited: var waited } => Unsupported(BinfmtProblems.NoAnswer(architecture, handler, waited)),
            ProbeOutcome.Nowhere { Folders: var folders } => Unsupported(BinfmtProblems.NowhereToRun(folders)),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome that is not known."),
        };

        PlatformAnswer Supported(string? version) =>
            new PlatformAnswer.Supported(
                new PlatformSupport(platform, ModeOf(architecture, handler, version))
                {
                    Interpreter = handler?.Interpreter,
                    Flags = handler?.Flags,
                    QemuVersion = version,
                }
            );

        PlatformAnswer Unsupported(BinfmtFault fault) => new PlatformAnswer.Unsupported(platform, architecture, fault, handler);
    }

    /// <summary>The kernel found no format or handler for the program.</summary>
    private BinfmtFault NotRecognised(ElfArchitecture architecture, BinfmtEntry? handler)
    {
        if (!state.IsMounted)
        {
            return state.Error == Errno.Loop
                ? BinfmtProblems.AutomountOfTheHost(architecture, folder)
                : BinfmtProblems.NotMounted(architecture, folder);
        }

        if (!state.IsEnabled)
        {
            return BinfmtProblems.SwitchedOff(folder);
        }

        // A handler is in force, but the kernel still reports an unknown format: it cannot execute the interpreter.
        if (handler is not null)
        {
            return BinfmtProblems.InterpreterRefused(architecture, handler, Errno.ExecFormat);
        }

        return state.Disabled(architecture) is { } disabled
            ? BinfmtProblems.HandlerDisabled(architecture, disabled)
            : BinfmtProblems.NoHandler(architecture, folder);
    }

    /// <summary>
    /// The kernel asks binfmt_misc before its own loader. So a handler in force also runs programs that the CPU could run itself.
    /// </summary>
    private SupportMode ModeOf(ElfArchitecture architecture, BinfmtEntry? handler, string? qemuVersion)
    {
        var isOfTheCpu = (native?.Name, architecture.Name) is ("amd64", "386") or ("arm64", "arm");
        return isOfTheCpu && handler is null && qemuVersion is null ? SupportMode.Native : SupportMode.Emulated;
    }
}
