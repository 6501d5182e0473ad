using System.Globalization;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Smoke;

/// <summary>MA1631 to MA1639: running a command in the images.</summary>
internal static class SmokeProblems
{
    private const string Elsewhere = "run this on an agent that can run containers, or leave --smoke out";

    private static readonly ProblemKind Command = new("MA1631", "The smoke test failed",
        "The command of --smoke was run in the image of a platform and did not end with exit code 0; its last lines are shown. 137 is SIGKILL, as of a limit on memory, 139 a crash, and 126 and 127 of a shell are a program that it could not start. No tag was moved.");

    private static readonly ProblemKind Missing = new("MA1632", "The image does not have the program of the smoke test",
        "The first word of --smoke is a program of the image: a path in it, or a name that its PATH leads to. An image without a shell has no sh. The image's ENTRYPOINT is not put before the words. A program can also lack its interpreter: the loader of a program that is linked dynamically, or what the first line of a script names.");

    /// <summary>The file may not be executed.</summary>
    internal static readonly ProblemKind Executable = new("MA1633", "The program of the smoke test cannot be executed",
        "The first word of --smoke is a folder of the image, a file without the mode to be executed, or one that the image's USER may not execute.");

    private static readonly ProblemKind Format = new("MA1634", "The host cannot run the program of the smoke test",
        "\"exec format error\": the kernel knows no way to run the file. It is of another architecture than its image, or a script without #!; or this host has no emulator for the platform, which EnsureBinfmt registers.");

    /// <summary>The command did not end.</summary>
    internal static readonly ProblemKind Limit = new("MA1635", "The smoke test took too long",
        "The command of --smoke did not end within --smoke-limit, 300 seconds without it, in which podman also has to make the container. The container was killed and removed. Emulated programs are several times slower. A server does not end by itself: give the command that it ends with, such as --version, or a script that asks it something.");

    /// <summary>No container can be run.</summary>
    internal static readonly ProblemKind Host = new("MA1636", "The host cannot run containers",
        "Building needs less of a host than running does: an OCI runtime, cgroups, namespaces, and limits that podman may set. In a pod without rights, and in many containers of CI systems, it does not work. --smoke asks for it, so the run fails before it builds; run it on another agent, or leave --smoke out.");

    private static readonly ProblemKind Image = new("MA1637", "The image cannot be started",
        "Its USER or group is not in its /etc/passwd or /etc/group, or the user may not enter its WORKDIR. Every container of the image fails so.");

    internal static Problem Failed(Platform platform, IReadOnlyList<string> words, int exitCode, bool isOutOfMemory, IReadOnlyList<string> tail) => Command.Occur(
        $"The smoke test of {platform} ended with exit code {exitCode}.", Words(words),
        isOutOfMemory ? "The kernel ended it, because there was no memory left." : tail.Count > 0 ? tail[^1] : "It wrote nothing.",
        "Repair the image or the command. Below are its last lines; --verbosity=verbose shows all.", tail);

    internal static Problem PodmanEnded(Platform platform, string command, IReadOnlyList<string> tail) => Command.Occur(
        $"Podman ended before the smoke test of {platform} did.", command, "It was probably ended by a signal from outside.",
        "See what ends podman on this host (a limit on time or memory, another job), then start the run again.", tail);

    internal static Problem ProgramMissing(Platform platform, string program, IReadOnlyList<string> tail) => Missing.Occur(
        $"The image of {platform} has no program {Quotation.Line(program)}.", "--smoke", program.Contains('/', StringComparison.Ordinal) ? "There is no such file in it." : "Its PATH does not lead to one.",
        "Name a program that is in it, best by its whole path.", tail);

    internal static Problem InterpreterMissing(Platform platform, string program, IReadOnlyList<string> tail) => Missing.Occur(
        $"{Quotation.Line(program)} in the image of {platform} lacks its interpreter.", "--smoke",
        "The file is there; the loader or the program of its first line (#!) is not, or the emulator of the platform is registered without the flag F.",
        "Link the program statically, or add to the image what it needs: its C library, or the shell of a script.", tail);

    internal static Problem NotExecutable(Platform platform, string program, IReadOnlyList<string> tail) => Executable.Occur(
        $"{Quotation.Line(program)} in the image of {platform} cannot be executed.", "--smoke", "It is a folder, has no mode x, or the image's USER may not execute it.",
        "Give it the mode in the Containerfile: COPY --chmod=755, or RUN chmod 755.", tail);

    internal static Problem Foreign(Platform platform, string program, IReadOnlyList<string> tail) => Format.Occur(
        $"The host cannot run {Quotation.Line(program)} of the image of {platform}.", "--smoke",
        $"exec format error: it is no program of {platform}, or a script without #!, or no emulator is registered for the platform.",
        $"Look at the file's architecture; and on the host that runs the containers: ./build.sh --target=EnsureBinfmt --platform={platform}", tail);

    internal static Problem LimitReached(Platform platform, IReadOnlyList<string> words, TimeSpan limit, IReadOnlyList<string> tail) => Limit.Occur(
        string.Create(CultureInfo.InvariantCulture, $"The smoke test of {platform} did not end within {limit.TotalSeconds:0} seconds."), Words(words),
        "Its container was killed and removed.", "Give a command that ends by itself, or more time with --smoke-limit=SECONDS.", tail);

    /// <param name="platform">What was to be run.</param>
    /// <param name="command">Podman's command line.</param>
    /// <param name="why">The cause.</param>
    /// <param name="repair">What to do about it; null when that is not known.</param>
    /// <param name="tail">The last lines of podman.</param>
    internal static Problem HostCannot(Platform platform, string command, string why, string? repair, IReadOnlyList<string> tail) => Host.Occur(
        $"The smoke test of {platform} cannot be run: this host cannot run containers.", command, why,
        repair is null ? $"{char.ToUpperInvariant(Elsewhere[0])}{Elsewhere[1..]}." : $"{repair}; or {Elsewhere}.", tail);

    internal static Problem WrongAnswer(Platform platform) => Format.Occur(
        $"This host does not run programs of {platform} rightly in a container.", "--smoke", "The test program ended with another exit code than it has to: what runs it is no emulator of the platform.",
        $"See what is registered: ./build.sh --target=EnsureBinfmt --binfmt=verify --platform={platform}");

    internal static Problem ImageRefuses(Platform platform, string why, IReadOnlyList<string> tail) => Image.Occur(
        $"The image of {platform} cannot be started.", "--smoke", why, "Correct USER or WORKDIR in the Containerfile; a user by number needs no entry in /etc/passwd.", tail);

    /// <summary>Those of several platforms together.</summary>
    internal static Problem Several(IReadOnlyList<Problem> problems) => Command.Occur(
        $"The smoke test failed on {problems.Count} platforms.", problems[0].Where, string.Join(' ', problems.Select(problem => $"{problem.Id}: {problem.What}")), problems[0].Repair,
        [.. problems.SelectMany(problem => problem.Details.Prepend($"{problem.What} {problem.Why}"))]);

    private static string Words(IReadOnlyList<string> words) => string.Join(' ', words.Select(ShellQuote.Quote));
}
