using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Hosting.Processes;

/// <summary>MA11xx: starting and ending programs.</summary>
internal static class ProcessProblems
{
    private static readonly ProblemKind CannotStart = new("MA1101", "A program cannot be started",
        "The operating system did not start the program. The file does not exist, is not executable, or is for another architecture. "
        + "Install the program, or set ToolPath to its path.");

    private static readonly ProblemKind TimedOut = new("MA1102", "A program took too long",
        "The program ran longer than ToolTimeout allows, or longer than it normally takes. It was interrupted. "
        + "After a grace period it was killed with every process that it had started.");

    internal static readonly ProblemKind Failed = new("MA1103", "A program failed",
        "The program ended with a non-zero exit code, and this catalogue has no entry for its message. Its last lines are shown.");

    private static readonly ProblemKind SettingNotHonoured = new("MA1104", "A tool setting cannot be used",
        "The addin does not start programs with Cake's process runner. A setting that receives Cake's process objects "
        + "(PostAction, SetupProcessSettings) is therefore refused instead of ignored. "
        + "Use EnvironmentVariables, WorkingDirectory, ArgumentCustomization, HandleExitCode or ToolTimeout.");

    private static readonly ProblemKind Interrupted = new("MA1105", "The run was interrupted",
        "A signal (Ctrl-C, or SIGTERM from the CI system) ended the run. Unfinished results were removed. "
        + "Nothing was published after the signal. Start the run again.");

    private static readonly ProblemKind AnswerTooLong = new("MA1106", "The output of a program is too long",
        "A program that prints a document wrote far more than such a document can hold. It was interrupted. Ask it for less at a time.");

    internal static Problem ProgramCannotStart(string program, string why) => CannotStart.Occur(
        $"{program} could not be started.", program, why, "Install it, or set ToolPath to its path.");

    internal static Problem ProgramTimedOut(string program, string command, TimeSpan limit, IReadOnlyList<string> tail) => TimedOut.Occur(
        $"{program} did not end within {limit.TotalSeconds:0.#} seconds.", command,
        "It was interrupted and killed with every process that it had started.",
        "Increase ToolTimeout if it needs longer, or run the command by hand to see what it waits for.", tail);

    internal static Problem ProgramFailed(
        string name, string command, int exitCode, IReadOnlyList<string> tail, string? why = null) => Failed.Occur(
        $"{name}: Process returned an error (exit code {exitCode}).", command,
        why ?? (tail.Count > 0 ? tail[^1] : "It wrote nothing."),
        "Run the command by hand, or with --verbosity=diagnostic, to see all of its output.", tail);

    internal static Problem Setting(string settings, string property) => SettingNotHonoured.Occur(
        $"{settings}.{property} cannot be used.", $"{settings}.{property}",
        "The addin starts programs itself, so there is no Cake process to pass to this setting.",
        "Remove the setting, and use EnvironmentVariables, ArgumentCustomization, HandleExitCode or ToolTimeout.");

    internal static Problem RunInterrupted(string signal, string doing) => Interrupted.Occur(
        "The run was interrupted.", doing, $"{signal} was received.", "Start the run again.");

    internal static Problem DocumentTooLong(string program, string command, int limit) => AnswerTooLong.Occur(
        $"{program} wrote more than {limit} characters.", command,
        "No document of this command is that long.",
        "Run the command by hand to see what it writes, or ask it for less at a time.");
}
