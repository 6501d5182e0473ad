using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Hosting.Processes;

/// <summary>MA11xx: starting and ending programs.</summary>
internal static class ProcessProblems
{
    private static readonly ProblemKind CannotStart = new("MA1101", "A program cannot be started",
        "The operating system refused to start the program: it is not there, not executable, or for another architecture. Install it, or give its path with the ToolPath setting.");

    private static readonly ProblemKind TimedOut = new("MA1102", "A program took too long",
        "The program ran longer than the ToolTimeout setting, or than the time in which it normally answers. It was interrupted and, after a grace period, killed with everything it had started.");

    internal static readonly ProblemKind Failed = new("MA1103", "A program failed",
        "The program ended with a non-zero exit code and its message is none that the catalogue knows better. Its last lines are shown.");

    private static readonly ProblemKind SettingNotHonoured = new("MA1104", "A tool setting cannot be honoured",
        "Programs are not started by Cake's process runner, so a setting that hands out Cake's own process objects (PostAction, SetupProcessSettings) is refused instead of being ignored. Use EnvironmentVariables, WorkingDirectory, ArgumentCustomization, HandleExitCode or ToolTimeout.");

    private static readonly ProblemKind Interrupted = new("MA1105", "The run was interrupted",
        "A signal (Ctrl-C, or SIGTERM from the CI system) ended the run. What was half made has been removed; nothing was published after the signal. Start the run again.");

    private static readonly ProblemKind AnswerTooLong = new("MA1106", "A program answered more than can be read",
        "A program that answers a document wrote far more than any such document is long. It was interrupted. Ask it for less at a time.");

    internal static Problem ProgramCannotStart(string program, string why) => CannotStart.Occur(
        $"{program} could not be started.", program, why, "Install it, or name its path with the ToolPath setting.");

    internal static Problem ProgramTimedOut(string program, string command, TimeSpan limit, IReadOnlyList<string> tail) => TimedOut.Occur(
        $"{program} did not end within {limit.TotalSeconds:0.#} seconds.", command,
        "It was interrupted and killed with everything it had started.",
        "Raise ToolTimeout if it needs longer, or run the command by hand to see what it waits for.", tail);

    internal static Problem ProgramFailed(string name, string command, int exitCode, IReadOnlyList<string> tail, string? why = null) => Failed.Occur(
        $"{name}: Process returned an error (exit code {exitCode}).", command,
        why ?? (tail.Count > 0 ? tail[^1] : "It wrote nothing."),
        "Run the command by hand, or with --verbosity=diagnostic, to see all of its output.", tail);

    internal static Problem Setting(string settings, string property) => SettingNotHonoured.Occur(
        $"{settings}.{property} cannot be honoured.", $"{settings}.{property}",
        "The addin starts programs itself, so there is no Cake process to hand to it.",
        "Remove it; use EnvironmentVariables, ArgumentCustomization, HandleExitCode or ToolTimeout.");

    internal static Problem RunInterrupted(string signal, string doing) => Interrupted.Occur(
        "The run was interrupted.", doing, $"{signal} was received.", "Start the run again.");

    internal static Problem DocumentTooLong(string program, string command, int limit) => AnswerTooLong.Occur(
        $"{program} answered more than {limit} characters.", command,
        "That is longer than any document this command answers.",
        "Run the command by hand to see what it writes, or ask it for less at a time.");
}
