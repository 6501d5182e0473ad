namespace Cake.MultiArch.Binfmt;

/// <summary>What came of running the test program of one architecture.</summary>
internal abstract record ProbeOutcome
{
    private ProbeOutcome()
    {
    }

    /// <summary>It ran in an empty root, as it would in a container.</summary>
    public sealed record Runs : ProbeOutcome;

    /// <summary>It ran; this host makes no empty root for us to try it in.</summary>
    public sealed record RunsHere : ProbeOutcome;

    /// <summary>It ran, but not in an empty root: what starts it is not found from inside a container.</summary>
    public sealed record RunsOnlyHere : ProbeOutcome;

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
