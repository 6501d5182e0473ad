using System.Runtime.Versioning;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>
/// Checks what podman without root needs from the host: user namespaces, subordinate identifiers, and the programs that map them.
/// </summary>
/// <param name="root">The root of the file system; another folder in tests.</param>
internal sealed class RootlessCheck(string root = "/") : ICheck
{
    /// <summary>The identifiers that an image of a distribution uses: those of its users, up to nobody with 65534.</summary>
    private const long Enough = 65536;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly string[] Mappers = ["newuidmap", "newgidmap"];

    private static readonly (string File, string Kind)[] Files = [("subuid", "uids"), ("subgid", "gids")];

    public string Name => "rootless";

    /// <summary>A problem here can be the reason why podman does not answer.</summary>
    public CheckNeeds Needs => CheckNeeds.Nothing;

    public bool IsCheap => true;

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token)
    {
        if (!OperatingSystem.IsLinux() || Environment.IsPrivilegedProcess || context.Version is { IsRemote: true })
        {
            return [];
        }

        var folders = Folders(context.Host);
        List<Finding> found = [.. Look(Environment.UserName, Number(), folders)];
        foreach (var program in Mappers.Select(name => Find(name, folders)).OfType<string>())
        {
            if (!await MayMapAsync(context.Host, program, token))
            {
                found.Add(Finding.Failure(HostCheckProblems.MapperPowerless(program)));
            }
        }

        return found;
    }

    /// <param name="user">The user's name; the number if it has no name.</param>
    /// <param name="number">The user's number.</param>
    /// <param name="folders">The folders of programs.</param>
    internal IReadOnlyList<Finding> Look(string user, string number, IReadOnlyList<string> folders)
    {
        if (Namespaces() is { } forbidden)
        {
            return [forbidden];
        }

        if (
            Read("etc/nsswitch.conf")
                .Any(line =>
                    line.TrimStart().StartsWith("subid:", StringComparison.Ordinal) && !line.Contains("files", StringComparison.Ordinal)
                )
        )
        {
            return [Finding.Ok("Subordinate identifiers come from a directory service")];
        }

        List<Finding> found = [];
        foreach (var (file, kind) in Files)
        {
            var count = SubordinateIds.Count(Read($"etc/{file}"), user, number);
            found.Add(count >= Enough
                ? Finding.Ok($"{count} identifiers in /etc/{file} for {user}")
                : Finding.Warning(HostCheckProblems.FewSubordinateIds($"/etc/{file}", kind, user, count)));
        }

        found.AddRange(Mappers.Where(program => Find(program, folders) is null)
            .Select(program => Finding.Warning(HostCheckProblems.MapperMissing(program))));
        return found;
    }

    private static string? Find(string program, IReadOnlyList<string> folders) =>
        folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>
    /// A program may map identifiers because of its setuid bit, as on Debian, or a capability of its file, as on Fedora. If getcap is
    /// missing, the capability is taken for granted.
    /// </summary>
    /// <remarks>https://man7.org/linux/man-pages/man8/getcap.8.html</remarks>
    [SupportedOSPlatform("linux")]
    private static async Task<bool> MayMapAsync(Host host, string program, CancellationToken token)
    {
        if (
            File.GetUnixFileMode(program).HasFlag(UnixFileMode.SetUser)
            || new ProgramSearch(host, new BinfmtPaths()).Find("getcap") is not { } getcap
        )
        {
            return true;
        }

        try
        {
            // A link has no capabilities of its own.
            var file = File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program;
            var answer = await new ProcessRunner(host).RunAsync(
                new ProcessRequest(getcap, [file]) { CaptureOutput = true, Timeout = Limit },
                token
            );
            return answer.ExitCode != 0 || answer.Output.Contains("cap_set", StringComparison.Ordinal);
        }
        catch (MultiArchException)
        {
            return true;
        }
    }

    /// <summary>Why the user may not create user namespaces; null if it may.</summary>
    private Finding? Namespaces() =>
        Value("proc/sys/user/max_user_namespaces") == "0"
            ? Finding.Failure(HostCheckProblems.NoUserNamespaces("user.max_user_namespaces", "0", "15000"))
        : Value("proc/sys/kernel/unprivileged_userns_clone") == "0"
            ? Finding.Failure(HostCheckProblems.NoUserNamespaces("kernel.unprivileged_userns_clone", "0", "1"))
        // Ubuntu's podman package has an AppArmor profile that allows it. Without the profile podman is refused.
        : Value("proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1" && !File.Exists(Path.Combine(root, "etc/apparmor.d/podman"))
            ? Finding.Warning(HostCheckProblems.NamespacesRestricted())
        : null;

    private static IReadOnlyList<string> Folders(Host host) =>
        [.. (host.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), "/usr/bin", "/bin"];

    private string? Value(string file) => Read(file).FirstOrDefault()?.Trim();

    private string[] Read(string file)
    {
        var path = Path.Combine(root, file);
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    /// <summary>The number of the effective user: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html.</summary>
    private string Number() =>
        Read("proc/self/status")
            .Where(line => line.StartsWith("Uid:", StringComparison.Ordinal))
            .Select(line => line.Split('\t')[2])
            .FirstOrDefault()
        ?? "";
}
