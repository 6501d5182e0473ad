namespace Cake.MultiArch.Binfmt;

/// <summary>What came of running the test programs of one architecture.</summary>
internal abstract record ProbeOutcome
{
    private ProbeOutcome()
    {
    }

    /// <summary>It ran in an empty root, as it would in a container.</summary>
    /// <param name="QemuVersion">The version of the QEMU that ran it; null when it was none, or one that does not say.</param>
    public sealed record Runs(string? QemuVersion = null) : ProbeOutcome;

    /// <summary>It ran; this host makes no empty root for us to try it in.</summary>
    /// <param name="QemuVersion">The version of the QEMU that ran it; null when it was none, or one that does not say.</param>
    public sealed record RunsHere(string? QemuVersion = null) : ProbeOutcome;

    /// <summary>It ran, but not in an empty root: what starts it is not found from inside a container.</summary>
    public sealed record RunsOnlyHere : ProbeOutcome;

    /// <summary>It ran with other arguments than it was given: handler and interpreter do not agree on the flag P.</summary>
    /// <param name="Given">How many it was given, its own name counted.</param>
    /// <param name="Counted">How many it found.</param>
    public sealed record WrongArguments(int Given, int Counted) : ProbeOutcome;

    /// <summary>The kernel refused to start it.</summary>
    /// <param name="Error">The errno.</param>
    public sealed record Refused(int Error) : ProbeOutcome;

    /// <summary>Something ran, but not the program.</summary>
    /// <param name="ExitCode">The code it ended with.</param>
    /// <param name="Message">The last line it wrote; empty when it wrote none.</param>
    public sealed record WrongAnswer(int ExitCode, string Message) : ProbeOutcome;

    /// <summary>It did not end in time.</summary>
    public sealed record NoAnswer(TimeSpan Waited) : ProbeOutcome;

    /// <summary>Nothing could be run, because no folder for temporary files allows it.</summary>
    /// <param name="Folders">Those that were tried.</param>
    public sealed record Nowhere(IReadOnlyList<string> Folders) : ProbeOutcome;
}
