using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;
using ProcessRunner = Cake.MultiArch.Hosting.Processes.ProcessRunner;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>
/// Installs the distribution's package, as root or with a sudo that asks for no password, and then searches the host again. A command
/// runs only once, even if it fails.
/// </summary>
internal sealed class QemuFromPackage(Host host, ProgramSearch programs, bool isPrivileged, IQemuSource onHost) : IQemuSource
{
    private const UnixFileMode ForOthers = UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly ProcessRunner _runner = new(host);
    private readonly Dictionary<string, Problem?> _run = [];

    public async Task<QemuFound> FindAsync(ElfArchitecture architecture, CancellationToken token)
    {
        if (QemuPackage.Of(programs, [architecture]) is not { } package)
        {
            return QemuFound.Failed("the distribution's packages", QemuProblems.NoPackageManager(QemuPackage.Known([architecture])));
        }

        if (!_run.TryGetValue(package.ToString(), out var problem))
        {
            problem = _run[package.ToString()] = await InstallAsync(package, token);
        }

        var place = $"what {package} brings";
        return problem is null
            ? (await onHost.FindAsync(architecture, token)) with { Looked = [place] }
            : QemuFound.Failed(place, problem) with { Repairs = [] }; // The command to install it by hand is said anyway.
    }

    private async Task<Problem?> InstallAsync(QemuPackage package, CancellationToken token)
    {
        if (!isPrivileged && programs.Find("sudo") is null)
        {
            return QemuProblems.PackageNeedsRoot(package);
        }

        IReadOnlyList<string> command =
            package.Manager == "apt-get" ? ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", .. AptOptions()] : [package.Manager];
        if (package.Manager == "apt-get" && await RunAsync([.. command, "update"], package, token) is { } outdated)
        {
            host.Warn($"The package lists could not be refreshed, going on with those that are there. {outdated.Why}");
        }

        return await RunAsync([.. command, .. package.Install], package, token);
    }

    /// <summary>
    /// Waits for another run that is installing. Also, apt checks signatures as the user _apt, who needs the temporary folder. If other
    /// users cannot use that folder, as in some containers, apt could not refresh its lists.
    /// </summary>
    /// <remarks>
    /// https://manpages.debian.org/bookworm/apt/apt-get.8.en.html, https://manpages.debian.org/bookworm/apt/apt.conf.5.en.html
    /// </remarks>
    private static IReadOnlyList<string> AptOptions() =>
        !OperatingSystem.IsWindows() && Directory.Exists("/tmp") && (File.GetUnixFileMode("/tmp") & ForOthers) != ForOthers
            ? ["-o", "DPkg::Lock::Timeout=120", "-o", "APT::Sandbox::User=root"]
            : ["-o", "DPkg::Lock::Timeout=120"];

    /// <summary>Runs one command as root. Null if it succeeded.</summary>
    private async Task<Problem?> RunAsync(IReadOnlyList<string> words, QemuPackage package, CancellationToken token)
    {
        // The program is named by its path, because sudo and env search their own PATH.
        IReadOnlyList<string> command = isPrivileged ? words : ["sudo", "-n", .. words];
        var shown = string.Join(' ', command.Select(ShellQuote.Quote));
        host.Say($"QEMU: {shown}");
        try
        {
            var paths = command
                .Select(word => word is "sudo" or "env" || word == package.Manager ? programs.Find(word) ?? word : word)
                .ToList();
            var request = new ProcessRequest(paths[0], [.. paths.Skip(1)])
            {
                Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C" },
                OnLine = line => host.Detail(line.Text),
            };

            // A package manager that is stopped halfway leaves a system that must be repaired by hand.
            token.ThrowIfCancellationRequested();
            var outcome = await _runner.RunAsync(request, CancellationToken.None);
            token.ThrowIfCancellationRequested();
            return outcome.ExitCode == 0 ? null : QemuProblems.PackageNotInstalled(package, shown, outcome);
        }
        catch (MultiArchException e)
        {
            return e.Problem;
        }
    }
}
