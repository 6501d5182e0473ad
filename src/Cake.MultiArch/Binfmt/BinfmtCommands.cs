using Cake.MultiArch.Binfmt.Qemu;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Binfmt;

/// <summary>Writes the commands that repair a host, ready to paste.</summary>
/// <param name="folder">The folder of binfmt_misc.</param>
/// <param name="programs">Finds the package manager of the host.</param>
/// <param name="isPrivileged">Whether the user is already root.</param>
internal sealed class BinfmtCommands(string folder, ProgramSearch programs, bool isPrivileged)
{
    private string Sudo => isPrivileged ? "" : "sudo ";

    /// <summary>
    /// Installs QEMU's static programs with the host's package manager. If the host has no known one, names all known ones.
    /// </summary>
    public string InstallQemu(IEnumerable<ElfArchitecture> architectures)
    {
        var wanted = architectures.ToList();
        return QemuPackage.Of(programs, wanted) is { } package
            ? Sudo + package
            : string.Join(", or ", QemuPackage.Known(wanted).Select(known => Sudo + known));
    }

    /// <summary>Runs EnsureBinfmt as root.</summary>
    public string Ensure(IEnumerable<Platform> platforms) =>
        $"{Sudo}./build.sh --setup --target=EnsureBinfmt --binfmt=register --platform={string.Join(',', platforms)}";

    /// <summary>Registers handlers in the namespace that podman keeps for a user.</summary>
    public static string EnsureRootless(IEnumerable<Platform> platforms) =>
        $"./build.sh --target=EnsureBinfmt --binfmt=rootless --platform={string.Join(',', platforms)}";

    /// <summary>Writes the file from which systemd registers a handler when the machine starts.</summary>
    public string Persist(string line, string file) => $"printf '%s\\n' {ShellQuote.Quote(line)} | {Sudo}tee {ShellQuote.Quote(file)}";

    public string LoadModule() => $"{Sudo}modprobe binfmt_misc";

    public string Mount() => $"{Sudo}mount -t binfmt_misc binfmt_misc {ShellQuote.Quote(folder)}";

    /// <summary>Registers one handler with only a shell. A shell's printf keeps the backslashes of an argument to %s.</summary>
    public string Register(string line) =>
        $"printf '%s' {ShellQuote.Quote(line)} | {Sudo}tee {ShellQuote.Quote(folder + "/register")}";
}
