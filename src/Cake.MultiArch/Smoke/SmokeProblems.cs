using System.Globalization;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Smoke;

/// <summary>MA1631 to MA1639: running a command in the images.</summary>
internal static class SmokeProblems
{
    private const string Elsewhere = "run this on an agent that can run containers, or leave --smoke out";

    private const string FormatError = "exec format error";

    private static readonly ProblemKind Command = new("MA1631", "The smoke test failed",
        "The command of --smoke ran in the image of a platform and did not end with exit code 0. Its last lines are shown. Exit code 137 "
            + "means SIGKILL, for example by a memory limit; 139 means a crash. From a shell, 126 and 127 mean that it could not start a "
            + "program. No tag was moved.");

    private static readonly ProblemKind Missing = new("MA1632", "The image does not have the program of the smoke test",
        "The first word of --smoke is a program of the image: a path in the image, or a name that its PATH contains. An image without a "
            + "shell has no sh. The image's ENTRYPOINT is not used. A program can also lack its interpreter: the loader of a dynamically "
            + "linked program, or the program in the first line of a script.");

    internal static readonly ProblemKind Executable = new("MA1633", "The program of the smoke test cannot be executed",
        "The first word of --smoke is a folder of the image, a file without execute permission, or a file that the image's USER may not "
            + "execute.");

    private static readonly ProblemKind Format = new("MA1634", "The host cannot run the program of the smoke test",
        $"\"{FormatError}\": the kernel cannot run the file. The file has another architecture than its image, or it is a script without "
            + "#!. Or this host has no emulator for the platform. EnsureBinfmt registers emulators.");

    internal static readonly ProblemKind Limit = new("MA1635", "The smoke test took too long",
        "The command of --smoke did not end within --smoke-limit (default 300 seconds). Podman also creates the container in this time. "
            + "The container was killed and removed. Emulated programs are several times slower. A server does not end by itself, so use "
            + "an option that ends it, such as --version, or a script that sends it a request.");

    internal static readonly ProblemKind Host = new("MA1636", "The host cannot run containers",
        "Running a container needs more from a host than building: an OCI runtime, cgroups, namespaces, and limits that podman may set. "
            + "Pods without privileges and many CI containers do not offer these. --smoke needs them, so the run fails before the build. "
            + "Run it on another agent, or leave --smoke out.");

    private static readonly ProblemKind Image = new("MA1637", "The image cannot be started",
        "Its /etc/passwd or /etc/group does not contain its USER or group, or the user may not enter its WORKDIR. Every container of the "
            + "image fails in this way.");

    internal static Problem Failed(
        Platform platform, IReadOnlyList<string> words, int exitCode, bool isOutOfMemory, IReadOnlyList<string> tail)
    {
        var lastLine = tail.Count > 0 ? tail[^1] : "It wrote nothing.";
        return Command.Occur(
            $"The smoke test of {platform} ended with exit code {exitCode}.", Words(words),
            isOutOfMemory ? "The kernel ended it, because there was no memory left." : lastLine,
            "Repair the image or the command. The last lines are below; --verbosity=verbose shows all lines.", tail);
    }

    internal static Problem PodmanEnded(Platform platform, string command, IReadOnlyList<string> tail) => Command.Occur(
        $"Podman ended before the smoke test of {platform} did.", command, "A signal from another process probably ended it.",
        "Find out what ends podman on this host (a limit on time or memory, another job), then start the run again.", tail);

    internal static Problem ProgramMissing(Platform platform, string program, IReadOnlyList<string> tail) => Missing.Occur(
        $"The image of {platform} has no program {Quotation.Line(program)}.", "--smoke",
        program.Contains('/', StringComparison.Ordinal) ? "The image has no such file." : "No folder of its PATH has such a file.",
        "Name a program of the image, preferably by its full path.", tail);

    internal static Problem InterpreterMissing(Platform platform, string program, IReadOnlyList<string> tail) => Missing.Occur(
        $"{Quotation.Line(program)} in the image of {platform} lacks its interpreter.", "--smoke",
        "The file exists, but its loader or the program in its first line (#!) does not. Or the emulator of the platform is registered "
            + "without the flag F.",
        "Link the program statically, or add what it needs to the image: its C library, or the shell of a script.", tail);

    internal static Problem NotExecutable(Platform platform, string program, IReadOnlyList<string> tail) => Executable.Occur(
        $"{Quotation.Line(program)} in the image of {platform} cannot be executed.", "--smoke",
        "It is a folder, lacks execute permission, or the image's USER may not execute it.",
        "Set the permission in the Containerfile: COPY --chmod=755, or RUN chmod 755.", tail);

    internal static Problem Foreign(Platform platform, string program, IReadOnlyList<string> tail) => Format.Occur(
        $"The host cannot run {Quotation.Line(program)} of the image of {platform}.", "--smoke",
        $"{FormatError}: it is not a program of {platform}, or it is a script without #!, or no emulator is registered for the platform.",
        $"Check the file's architecture. On the host that runs the containers, run: ./build.sh --target=EnsureBinfmt --platform={platform}",
        tail);

    internal static Problem LimitReached(
        Platform platform, IReadOnlyList<string> words, TimeSpan limit, IReadOnlyList<string> tail)
    {
        var seconds = limit.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        return Limit.Occur(
            $"The smoke test of {platform} did not end within {seconds} seconds.", Words(words), "Its container was killed and removed.",
            "Use a command that ends by itself, or give it more time with --smoke-limit=SECONDS.", tail);
    }

    internal static Problem HostCannot(
        Platform platform, string command, string why, string? repair, IReadOnlyList<string> tail) => Host.Occur(
        $"The smoke test of {platform} cannot run, because this host cannot run containers.", command, why,
        repair is null ? $"{char.ToUpperInvariant(Elsewhere[0])}{Elsewhere[1..]}." : $"{repair}; or {Elsewhere}.", tail);

    internal static Problem WrongAnswer(Platform platform) => Format.Occur(
        $"This host does not run programs of {platform} correctly in a container.", "--smoke",
        "The test program ended with a wrong exit code. The program that runs it is not an emulator of the platform.",
        $"See what is registered: ./build.sh --target=EnsureBinfmt --binfmt=verify --platform={platform}");

    internal static Problem ImageRefuses(Platform platform, string why, IReadOnlyList<string> tail) => Image.Occur(
        $"The image of {platform} cannot be started.", "--smoke", why,
        "Correct USER or WORKDIR in the Containerfile. A numeric user needs no entry in /etc/passwd.", tail);

    internal static Problem Several(IReadOnlyList<Problem> problems) => Command.Occur(
        $"The smoke test failed on {problems.Count} platforms.", problems[0].Where,
        string.Join(' ', problems.Select(problem => $"{problem.Id}: {problem.What}")), problems[0].Repair,
        [.. problems.SelectMany(problem => problem.Details.Prepend($"{problem.What} {problem.Why}"))]);

    private static string Words(IReadOnlyList<string> words) => string.Join(' ', words.Select(ShellQuote.Quote));
}
