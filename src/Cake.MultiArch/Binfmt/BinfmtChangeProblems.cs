using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>MA12xx: a change to the handlers of a host, or of podman's namespace, is not possible.</summary>
internal static class BinfmtChangeProblems
{
    private static readonly ProblemKind Rootless = new(
        "MA1222",
        "Podman's namespace cannot have handlers of its own",
        "--binfmt=rootless registers handlers in the user namespace that podman keeps for a user. That needs a user other than root, podman with its rootless set-up (podman unshare works), and Linux 6.7 or newer."
    );

    private static readonly ProblemKind Lost = new(
        "MA1223",
        "A handler of the host could not be taken over into podman's namespace",
        "A namespace with handlers of its own does not look at the host's, so those are registered in it first. One names an interpreter that is not in the host's file system: a container registered it and took it along. It works on the host, because the kernel holds the file open (flag F), but it cannot be registered again. Nothing was changed."
    );

    private static readonly ProblemKind Persistence = new(
        "MA1224",
        "A handler cannot be made to outlive a reboot",
        "EnsureBinfmt with Persist writes a file to /etc/binfmt.d from which systemd registers the handler again. That needs root, a handler that can be read, and an interpreter that is a file of the host. The handler itself works until the machine starts again."
    );

    private static readonly ProblemKind Mode = new(
        "MA1225",
        "What is asked for is not possible in this mode",
        "Reset and Persist change the host: they go with the mode register, or auto as root. Persist does not go with rootless, whose handlers end with podman's namespace."
    );

    private static readonly ProblemKind NotReset = new(
        "MA1226",
        "A handler cannot be removed",
        "EnsureBinfmt with Reset removes QEMU's handlers once the new ones are proven, which only root of the host may. The new ones stay, and the platforms run."
    );

    internal static Problem NoNamespace(bool isPrivileged) =>
        Rootless.Occur(
            "--binfmt=rootless is not possible here.",
            "BinfmtSettings.Mode = Rootless",
            isPrivileged
                ? "This is root, for whom podman keeps no namespace."
                : "podman unshare does not work, so podman keeps no namespace for this user.",
            isPrivileged ? "Use --binfmt=register, or run as the user who builds." : "podman unshare true shows what it lacks."
        );

    internal static BinfmtFault NoNamespaceHandlers(Version kernel, string answer) => new(Rootless,
        $"Mounting binfmt_misc in podman's namespace failed on Linux {kernel}, where 6.7 or newer is needed: {answer}",
        "Have root of the host register the handlers: --binfmt=register.");

    internal static BinfmtFault HandlerWouldBeLost(BinfmtEntry handler) =>
        new(
            Lost,
            $"{handler.Interpreter}, the interpreter of the host's handler {handler.Name}, is not a program of the host, so it cannot be registered in podman's namespace, and would be hidden there.",
            $"Install QEMU on the host, or have root of the host register the platforms: --binfmt=register."
        );

    internal static Problem NothingToPersist(ElfArchitecture architecture, string folder) => Persistence.Occur(
        "The handlers will not outlive a reboot.", $"platform linux/{architecture}, handlers in {folder}",
        "The handler that runs the platform cannot be read here, so it is not known what to write.",
        "Run EnsureBinfmt with Persist on the host itself, not in a container.");

    internal static Problem InterpreterDoesNotLast(ElfArchitecture architecture, BinfmtEntry handler) => Persistence.Occur(
        "The handlers will not outlive a reboot.", $"platform linux/{architecture}, handler {handler.Name}",
        $"{handler.Interpreter} is not a program of this host: a container registered it and took it along.",
        "Install QEMU on the host, and run EnsureBinfmt with Reset and Persist.");

    internal static Problem NotPersisted(string file, string refusal, string repair) => Persistence.Occur(
        "The handlers will not outlive a reboot.", file, $"The file cannot be written: {refusal}", repair);

    internal static Problem NotInThisMode(string asked, BinfmtMode mode) => BinfmtChangeProblems.Mode.Occur(
        $"{asked} is not possible with the mode {mode}.", $"BinfmtSettings.{asked}, BinfmtSettings.Mode = {mode}",
        mode switch
        {
            BinfmtMode.Auto => "As a user, auto changes nothing.",
            BinfmtMode.Rootless => "The handlers of podman's namespace end with it, and no file registers them there.",
            _ => $"The mode {mode} does not change the host.",
        },
        mode is BinfmtMode.Rootless
            ? $"Leave {asked} out, and run with --binfmt=rootless each time."
            : $"Run as root with the mode {BinfmtMode.Register}, or leave {asked} out.");

    internal static BinfmtFault NotRemoved(string folder, int error) => new(NotReset,
        $"Removing a handler in {folder} was answered with {Errno.Describe(error)}.",
        "Run it as root of the host itself, not in a container or user namespace.");
}
