using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman;

/// <summary>
/// MA1401 to MA1405, MA1412, MA1418: podman itself, and what it is never given. Each verb's folder has the verb's own problems, and
/// <see cref="PodmanFailures"/> has what podman says when it fails.
/// </summary>
internal static class PodmanProblems
{
    private const string Packages = "./build.sh --setup, or: apt-get install podman (Debian, Ubuntu), "
        + "dnf install podman (Fedora, RHEL), apk add podman (Alpine)";

    private static readonly ProblemKind NotFound = new("MA1401", "Podman was not found",
        "Neither a program podman nor a docker that is podman under another name was found among Cake's tools and in PATH. "
        + "Install podman, or name its path with the ToolPath setting.");

    private static readonly ProblemKind NotPodman = new("MA1402", "The program is not podman",
        "The program that was found or named with ToolPath is another one, most often a real Docker, "
        + "which has other commands and another storage. Install podman, or name its path with the ToolPath setting.");

    private static readonly ProblemKind TooOld = new("MA1403", "Podman is too old",
        "Support begins with podman 4.3; older versions lack commands that are needed, or behave in another way. "
        + "With a connection, the service counts as well.");

    private static readonly ProblemKind NoAnswer = new("MA1404", "Podman does not answer",
        "podman version, which takes a fraction of a second, did not answer in time or failed. "
        + "Most often the storage is locked by another podman, or the file system that it lies on hangs.");

    private static readonly ProblemKind Unreadable = new("MA1405", "Podman's answer cannot be read",
        "A command that answers JSON answered something else. Run it by hand and look at what it writes.");

    private static readonly ProblemKind SecretInArguments = new("MA1412", "A secret would stand in the command line",
        "Every process of the host can read command lines, and they end up in logs. The secret is refused there; "
        + "the message names a way that does not show it.");

    private static readonly ProblemKind NewerFlag = new("MA1418", "This podman does not have the flag",
        "The setting stands for a flag that came with a newer podman; with a connection, the older one of client and service counts. "
        + "It is refused before podman starts.");

    internal static Problem Missing() => NotFound.Occur(
        "podman was not found.", "Cake's tools and PATH", "There is neither a program podman nor a docker that is podman.", Packages);

    internal static Problem AnotherProgram(string program, string answer) => NotPodman.Occur(
        $"{program} is not podman.", program, $"It calls itself {Quotation.Of(answer)}.",
        $"Install podman ({Packages}), or name its path with the ToolPath setting.");

    internal static Problem OlderThanSupported(string program, string which, string version, Version minimum) => TooOld.Occur(
        $"podman {version} is too old.", $"{program}, {which}", $"Support begins with podman {minimum.ToString(2)}.",
        "Install a newer podman; Debian 12, Ubuntu 24.04 and newer have one.");

    internal static Problem FlagIsNewer(string property, string flag, string since, string program, Version version) => NewerFlag.Occur(
        $"This podman does not have {flag}.", $"{property}; {program}", $"The flag came with podman {since}, and this is podman {version}.",
        $"Take the setting away, or install podman {since} or newer.");

    internal static Problem DoesNotAnswer(string command, TimeSpan limit, IReadOnlyList<string> tail) => NoAnswer.Occur(
        "Podman does not answer.", command, $"It did not end within {limit.TotalSeconds:0.#} seconds.",
        "Run the command by hand; look for another podman that holds the storage (ps -C podman) and for a file system that hangs.", tail);

    internal static Problem AnswerUnreadable(string command, string why) => Unreadable.Occur(
        "Podman's answer cannot be read.", command, why, "Run the command by hand and look at what it writes.");

    internal static Problem SecretRefused(string where, string why, string repair) => SecretInArguments.Occur(
        "A secret would stand in the command line.", where, why, repair);
}
