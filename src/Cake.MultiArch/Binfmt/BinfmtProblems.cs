using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>MA12xx: a host cannot run the programs of a platform.</summary>
internal static class BinfmtProblems
{
    private static readonly ProblemKind Unknown = new(
        "MA1201",
        "There is no emulator for a platform",
        "The platform is not the host's own, and QEMU's user mode is not known to run it. Take it off the list, or build it on a machine of that architecture."
    );

    private static readonly ProblemKind Unmounted = new(
        "MA1202",
        "binfmt_misc is not mounted, and the platform does not run",
        "The kernel keeps its handlers for foreign programs in a file system that is not mounted here, so none can be registered. As root EnsureBinfmt mounts it. In a container the folder is usually empty: the handlers are those of the host and are registered there."
    );

    private static readonly ProblemKind Missing = new(
        "MA1203",
        "No handler runs the platform's programs",
        "The kernel answers \"exec format error\" to a program of the platform. Install QEMU's static user-mode programs and run EnsureBinfmt as root once; a reboot takes the handlers away unless the distribution's package registers them."
    );

    private static readonly ProblemKind Off = new(
        "MA1204",
        "binfmt_misc is switched off",
        "Somebody wrote 0 to the status file of binfmt_misc: the kernel considers no handler at all. Because that is an administrator's decision, EnsureBinfmt does not undo it."
    );

    private static readonly ProblemKind Disabled = new(
        "MA1205",
        "The platform's handler is disabled",
        "A handler for the platform exists and is switched off. As root EnsureBinfmt registers a second one beside it and leaves the first as it is."
    );

    private static readonly ProblemKind NotFixed = new(
        "MA1206",
        "The platform's handler does not reach into containers",
        "The handler was registered without the flag F. The kernel then looks for the interpreter in the root of whoever runs the program, and inside a container it is not there: \"no such file or directory\". As root EnsureBinfmt registers a second handler with F, which the kernel tries first."
    );

    private static readonly ProblemKind NoInterpreter = new(
        "MA1207",
        "The interpreter of the platform's handler is missing",
        "A handler for the platform names a program that does not exist, for example because QEMU's package was removed. As root EnsureBinfmt registers a second handler with a QEMU that is there."
    );

    private static readonly ProblemKind BadInterpreter = new(
        "MA1208",
        "The interpreter of the platform's handler does not work",
        "A handler for the platform starts something that cannot be executed, hangs, or does not run the platform's programs: a QEMU for another architecture, a damaged file, a crash. As root EnsureBinfmt registers a second handler."
    );

    private static readonly ProblemKind NotAllowed = new(
        "MA1210",
        "Registering a handler is not permitted",
        "The kernel refused to register a handler to this user. Only root of the host may, so a user, and root in a container with a user namespace of its own, cannot."
    );

    private static readonly ProblemKind ReadOnly = new("MA1211", "binfmt_misc is mounted read-only",
        "Containers often see /proc/sys read-only. Register on the host itself, or hand the folder in writable.");

    private static readonly ProblemKind MountFailed = new(
        "MA1212",
        "binfmt_misc cannot be mounted",
        "The mount was refused: the kernel has no binfmt_misc (module not there), or this process may not mount (a container without CAP_SYS_ADMIN). Register on the host itself."
    );

    private static readonly ProblemKind RegistrationFailed = new("MA1213", "The kernel refused a handler",
        "The kernel did not take the line that registers a handler, for another reason than rights. Its answer is shown with the line.");

    private static readonly ProblemKind StillBroken = new(
        "MA1214",
        "A new handler did not help",
        "A handler was registered and the platform's programs still do not run; it was removed again, so that the host is as before. The usual cause is a QEMU that is damaged or too old for this kernel."
    );

    private static readonly ProblemKind Nowhere = new(
        "MA1215",
        "No folder allows a test program to be run",
        "Whether a platform runs is found out by running a tiny program of it. Every folder for temporary files that was tried forbids execution (mount option noexec) or writing. Set TMPDIR to one that allows both."
    );

    private static readonly ProblemKind NotLinux = new(
        "MA1216",
        "Handlers are registered on Linux only",
        "On macOS and Windows podman builds inside a virtual machine (podman machine), which brings its own QEMU handlers. What runs on this side says nothing about it, so EnsureBinfmt does not answer there."
    );

    private static readonly ProblemKind NoPlatform = new("MA1217", "No platform is named",
        "EnsureBinfmt was called without a platform. Name each one that the host has to run, for example linux/arm64.");

    private static readonly ProblemKind Arguments = new(
        "MA1218",
        "The platform's handler and its interpreter disagree on the flag P",
        "With the flag P the kernel hands QEMU one argument more, the name that a program was called by. QEMU asks the kernel whether it does, but one under a name that ends with -binfmt-P (Debian's) takes it for granted, and one older than 6.0 never expects it. Programs then get an argument too few or too many, and a build step can end well with a wrong result. As root EnsureBinfmt registers a second handler."
    );

    private static readonly ProblemKind Hidden = new(
        "MA1219",
        "A build would hide the platform's handler",
        "Inside a container (the variable container is set) podman 5.3 and newer gives a user's builds handlers of their own: those of the files in /etc/binfmt.d, /run/binfmt.d and /usr/lib/binfmt.d, if there are any. The host's are hidden from the first build on, and its steps fail with \"exec format error\". Unset the variable for the build, or use --binfmt=rootless, which makes those handlers itself, with the host's among them."
    );

    private static readonly ProblemKind NoSupport = new(
        "MA1220",
        "The kernel has no binfmt_misc",
        "The kernel knows no file system of that name: its module is not loaded or not built (CONFIG_BINFMT_MISC), or the machine is a sandbox with a kernel of its own (gVisor). Load the module on the host, or build on another machine."
    );

    private static readonly ProblemKind Automount = new(
        "MA1221",
        "binfmt_misc is an automount of the host that nobody has triggered",
        "systemd mounts binfmt_misc when somebody first looks at its folder. In a container the look ends with \"too many levels of symbolic links\", because the daemon that mounts is outside. List the folder on the host once, or hand it to the container as a volume: a bind mount triggers it too."
    );

    internal static BinfmtFault UnknownArchitecture(Platform platform) =>
        new(
            Unknown,
            platform.Os == "linux"
                ? $"Nothing is known that runs {platform.Architecture} programs here; known are {string.Join(", ", ElfArchitecture.All.Select(row => row.Name))}."
                : $"binfmt_misc and QEMU run programs of Linux; {platform.Os} is another system.",
            $"Take {platform} off the list of platforms, or build it on a machine of its own kind."
        );

    internal static BinfmtFault NotMounted(ElfArchitecture architecture, string folder) => new(Unmounted,
        $"{Answer(architecture, Errno.ExecFormat)}, and binfmt_misc is not mounted at {folder}.");

    internal static BinfmtFault NoHandler(ElfArchitecture architecture, string folder) => new(Missing,
        $"{Answer(architecture, Errno.ExecFormat)}: no handler in {folder} is for them.");

    internal static BinfmtFault SwitchedOff(string folder) => new(Off,
        $"{folder}/status says disabled, so the kernel considers no handler.",
        $"echo 1 | sudo tee {folder}/status");

    internal static BinfmtFault HandlerDisabled(ElfArchitecture architecture, BinfmtEntry handler) => new(Disabled,
        $"{Answer(architecture, Errno.ExecFormat)}: the handler {handler.Name} is for them, and it is disabled.");

    internal static BinfmtFault FlagMissing(ElfArchitecture architecture, BinfmtEntry? handler) =>
        new(
            NotFixed,
            handler is null
                ? $"A program for {architecture} runs here and not in an empty root: its handler was registered without the flag F, so inside a container its interpreter is not found."
                : $"The handler {handler.Name} has the flags {Flags(handler)} without F, so inside a container its interpreter {handler.Interpreter} is not found."
        );

    internal static BinfmtFault ArgumentsDiffer(ElfArchitecture architecture, BinfmtEntry? handler, ProbeOutcome.WrongArguments wrong) =>
        new(
            Arguments,
            $"{Interpreter(handler, capital: true)} told a test program for {architecture} that it was given {wrong.Counted - 1} arguments, where it was given {wrong.Given - 1}"
                + (handler is null ? "." : $"; the handler's flags are {Flags(handler)}.")
        );

    internal static BinfmtFault HiddenByBuildah(ElfArchitecture architecture) =>
        new(
            Hidden,
            $"The variable {BuildahHandlers.Variable} is set, so podman gives builds the handlers of the files in binfmt.d instead of the host's, and none of them is for {architecture}.",
            $"env -u {BuildahHandlers.Variable} before the command, or --binfmt=rootless"
        )
        {
            IsCuredByNamespace = true,
        };

    internal static BinfmtFault AutomountOfTheHost(ElfArchitecture architecture, string folder) => new(Automount,
        $"{Answer(architecture, Errno.ExecFormat)}, and {Errno.Describe(Errno.Loop)} to a look at {folder}.",
        $"On the host: ls {folder}");

    internal static BinfmtFault NotInTheKernel(string folder, string answer, string repair) => new(NoSupport,
        $"Mounting binfmt_misc at {folder} failed: {answer}", $"On the host: {repair}");

    internal static BinfmtFault InterpreterMissing(ElfArchitecture architecture, BinfmtEntry? handler) => new(NoInterpreter,
        $"{Answer(architecture, Errno.NoEntry)}: {Interpreter(handler)} does not exist.");

    internal static BinfmtFault InterpreterRefused(ElfArchitecture architecture, BinfmtEntry? handler, int error) => new(BadInterpreter,
        $"{Answer(architecture, error)}: {Interpreter(handler)} cannot be executed.");

    internal static BinfmtFault WrongAnswer(ElfArchitecture architecture, BinfmtEntry? handler, ProbeOutcome.WrongAnswer answer) =>
        new(
            BadInterpreter,
            $"{Interpreter(handler, capital: true)} ended with code {answer.ExitCode} where the test program for {architecture} ends with {ElfProbe.ExitCode}"
                + (answer.Message.Length > 0 ? $" (it wrote: {Quotation.Line(answer.Message)})." : ".")
        );

    internal static BinfmtFault NoAnswer(ElfArchitecture architecture, BinfmtEntry? handler, TimeSpan waited) => new(BadInterpreter,
        $"{Interpreter(handler, capital: true)} did not end the test program for {architecture} within {waited.TotalSeconds:0} seconds.");

    internal static BinfmtFault NowhereToRun(IReadOnlyList<string> folders) => new(Nowhere,
        $"No test program could be written and run in {string.Join(", ", folders)}.",
        "Set TMPDIR to a folder that you may write to, on a file system that is mounted without noexec.");

    internal static BinfmtFault NotPermitted(string folder, int error, string repair) => new(NotAllowed,
        $"Writing to {folder}/register was answered with {Errno.Describe(error)}.", repair);

    internal static BinfmtFault ReadOnlyFolder(string folder, string repair) => new(ReadOnly,
        $"Writing to {folder}/register was answered with {Errno.Describe(Errno.ReadOnlyFileSystem)}.", repair);

    internal static BinfmtFault CannotMount(string folder, string answer, string repair) => new(MountFailed,
        $"Mounting binfmt_misc at {folder} failed: {answer}", repair);

    internal static BinfmtFault Refused(string line, int error) => new(RegistrationFailed,
        $"The kernel answered {Errno.Describe(error)} to the line {line}",
        "Look at the kernel's log (dmesg) for its reason.");

    internal static BinfmtFault DidNotHelp(ElfArchitecture architecture, string interpreter, BinfmtFault after, string install) =>
        new(
            StillBroken,
            $"With a new handler for {interpreter}: {after.Why} The new handler was removed again.",
            $"Choose another QEMU (BinfmtSettings.Interpreters[\"{architecture}\"], InterpreterFolders, QemuImages or QemuDownloads), or install it anew: {install}"
        );

    /// <summary>Combines all platforms that do not run into one failure. The first one gives the kind.</summary>
    internal static Problem CannotRun(
        IReadOnlyList<PlatformAnswer.Unsupported> platforms,
        string folder,
        string repair,
        IReadOnlyList<string> byHand
    )
    {
        var names = platforms.Select(platform => platform.Platform.ToString()).ToList();
        var list = names.Count == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
        var whys =
            platforms.Select(platform => platform.Fault.Why).Distinct().Count() == 1
                ? platforms[0].Fault.Why
                : string.Join(' ', platforms.Select(platform => $"{platform.Platform}: {platform.Fault.Why}"));
        return platforms[0]
            .Fault.Kind.Occur($"{list} cannot be run on this host.", $"platform {list}, handlers in {folder}", whys, repair, byHand);
    }

    internal static Problem OnlyOnLinux(IEnumerable<Platform> platforms) => NotLinux.Occur(
        "EnsureBinfmt cannot answer on this system.", string.Join(", ", platforms),
        "Podman builds inside a virtual machine here, and that machine has handlers of its own.",
        "Use --binfmt=off; podman machine ssh ls /proc/sys/fs/binfmt_misc shows the machine's handlers.");

    internal static Problem NoPlatformNamed() => NoPlatform.Occur(
        "EnsureBinfmt was called without a platform.", "EnsureBinfmt()", "There is nothing to look at.",
        "Name the platforms: EnsureBinfmt(\"linux/amd64\", \"linux/arm64\").");

    private static string Flags(BinfmtEntry handler) => handler.Flags.Length > 0 ? handler.Flags : "(none)";

    private static string Answer(ElfArchitecture architecture, int error) =>
        $"The kernel answers {Errno.Describe(error)} to programs for {architecture}";

    private static string Interpreter(BinfmtEntry? handler, bool capital = false) => handler is null
        ? $"{(capital ? "T" : "t")}he interpreter of a handler that cannot be seen from here"
        : $"{handler.Interpreter}, the interpreter of the handler {handler.Name},";
}
