namespace Cake.MultiArch.Binfmt;

/// <summary>The result of the test programs of one architecture.</summary>
internal abstract record ProbeOutcome
{
    private ProbeOutcome()
    {
    }

    /// <summary>The program ran in an empty root, as it would in a container.</summary>
    /// <param name="QemuVersion">The version of the QEMU that ran it; null if it was not QEMU, or did not report a version.</param>
    public sealed record Runs(string? QemuVersion = null) : ProbeOutcome;

    /// <summary>The program ran, but this host does not allow an empty root to test it in.</summary>
    /// <param name="QemuVersion">The version of the QEMU that ran it; null if it was not QEMU, or did not report a version.</param>
    public sealed record RunsHere(string? QemuVersion = null) : ProbeOutcome;

    /// <summary>The program ran, but not in an empty root: its interpreter is not found from inside a container.</summary>
    public sealed record RunsOnlyHere : ProbeOutcome;

    /// <summary>The program got other arguments than it was given: handler and interpreter do not agree on the flag P.</summary>
    /// <param name="Given">The number of arguments given, with the program's own name.</param>
    /// <param name="Counted">The number of arguments that the program found.</param>
    public sealed record WrongArguments(int Given, int Counted) : ProbeOutcome;

    /// <summary>The kernel refused to start the program.</summary>
    /// <param name="Error">The errno.</param>
    public sealed record Refused(int Error) : ProbeOutcome;

    /// <summary>Something ran, but not the program.</summary>
    /// <param name="ExitCode">Its exit code.</param>
    /// <param name="Message">The last line it wrote; empty if it wrote none.</param>
    public sealed record WrongAnswer(int ExitCode, string Message) : ProbeOutcome;

    /// <summary>The program did not end in time.</summary>
    public sealed record NoAnswer(TimeSpan Waited) : ProbeOutcome;

    /// <summary>No program could run, because no temporary folder allows execution.</summary>
    /// <param name="Folders">The folders that were tried.</param>
    public sealed record Nowhere(IReadOnlyList<string> Folders) : ProbeOutcome;
}
