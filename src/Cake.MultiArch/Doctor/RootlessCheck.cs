using System.Globalization;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>What podman needs of a host to run as a user who is not root.</summary>
/// <param name="root">The folder that stands for <c>/</c>.</param>
/// <remarks>https://github.com/containers/podman/blob/main/docs/tutorials/rootless_tutorial.md</remarks>
internal sealed class RootlessCheck(string root = "/") : ICheck
{
    private static readonly (string File, string Program)[] Mappings = [("etc/subuid", "newuidmap"), ("etc/subgid", "newgidmap")];

    public string Name => "rootless";

    public CheckNeeds Needs => CheckNeeds.Podman;

    public bool IsCheap => true;

    public Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token)
    {
        var user = UserOf(root);
        if (user is null or { Id: 0 } || context.Version!.IsRemote)
        {
            return Task.FromResult<IReadOnlyList<Finding>>([]);
        }

        var found = Namespaces().Concat(Identifiers(user, context.Host)).Concat(Container(context.Settings.Isolation)).ToList();
        return Task.FromResult<IReadOnlyList<Finding>>(found.Count > 0 ? found : [Finding.Ok($"the user {user.Name} has subordinate identifiers and may make user namespaces")]);
    }

    /// <summary>Without a user namespace podman does not start.</summary>
    private IEnumerable<Finding> Namespaces()
    {
        const string Most = "user.max_user_namespaces";
        const string Debian = "kernel.unprivileged_userns_clone";
        const string Ubuntu = "kernel.apparmor_restrict_unprivileged_userns";
        if (Setting(Most) == "0")
        {
            yield return Finding.Failure(RootlessProblems.NoNamespaces($"{Most} is 0", $"sysctl -w {Most}=28633"));
        }
        else if (Setting(Debian) == "0")
        {
            yield return Finding.Failure(RootlessProblems.NoNamespaces($"{Debian} is 0", $"sysctl -w {Debian}=1"));
        }
        else if (Setting(Ubuntu) == "1")
        {
            // Ubuntu's podman has a profile that allows it; one that was installed in another way has none.
            yield return Finding.Warning(RootlessProblems.NamespacesRestricted(Ubuntu));
        }
    }

    /// <summary>Podman does without more identifiers than the user's own, as long as no file of an image belongs to another.</summary>
    private IEnumerable<Finding> Identifiers(User user, Host host)
    {
        if (IsAskedElsewhere())
        {
            yield break;
        }

        var lacking = Mappings.Where(mapping => !HasRange(mapping.File, user)).Select(mapping => "/" + mapping.File).ToList();
        if (lacking.Count > 0)
        {
            yield return Finding.Warning(RootlessProblems.NoIdentifiers(user.Name, lacking));
            yield break;
        }

        var folders = new ProgramSearch(host, new BinfmtPaths()).PathFolders.ToList();
        foreach (var (_, program) in Mappings)
        {
            var path = folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(ProgramSearch.IsExecutable);
            if (path is null)
            {
                yield return Finding.Failure(RootlessProblems.NoMappingProgram(program));
            }
            else if (!OperatingSystem.IsWindows() && !File.GetUnixFileMode(path).HasFlag(UnixFileMode.SetUser) && !IsFedora())
            {
                yield return Finding.Warning(RootlessProblems.MappingProgramHasNoRights(path));
            }
        }
    }

    /// <summary>A pod mostly has neither user namespaces for steps nor /dev/fuse.</summary>
    private IEnumerable<Finding> Container(PodmanIsolation? asked)
    {
        if (StorageCheck.HasFuse(root))
        {
            yield break;
        }

        var isIsolated = asked is PodmanIsolation.Chroot || new IsolationCheck(Path.Combine(root, "proc")).WhyDefaultFails() is null;
        yield return Finding.Warning(RootlessProblems.NoFuse(IsContainer(), isIsolated));
    }

    /// <summary>A domain's users have their ranges elsewhere, where only shadow's library looks.</summary>
    /// <remarks>https://man7.org/linux/man-pages/man5/subuid.5.html</remarks>
    private bool IsAskedElsewhere() => Lines("etc/nsswitch.conf").Any(line => line.StartsWith("subid:", StringComparison.Ordinal) && line["subid:".Length..].Trim() != "files");

    private bool HasRange(string file, User user) => Lines(file).Select(line => line.Split(':')).Any(parts =>
        parts is [var owner, _, var count]
        && (owner == user.Name || owner == user.Id.ToString(CultureInfo.InvariantCulture))
        && long.TryParse(count, CultureInfo.InvariantCulture, out var ids) && ids > 0);

    /// <summary>There the programs have file capabilities in place of the mode bit.</summary>
    private bool IsFedora() => Lines("etc/os-release").Any(line => line.StartsWith("ID", StringComparison.Ordinal) && line.Contains("fedora", StringComparison.Ordinal));

    /// <remarks>The files that podman and other engines put into a container.</remarks>
    private bool IsContainer() => File.Exists(Path.Combine(root, "run/.containerenv")) || File.Exists(Path.Combine(root, ".dockerenv"))
        || Directory.Exists(Path.Combine(root, "var/run/secrets/kubernetes.io"));

    private string? Setting(string name) => Lines("proc/sys/" + name.Replace('.', '/')).FirstOrDefault()?.Trim();

    private IEnumerable<string> Lines(string file) => ReadLines(root, file);

    private static string[] ReadLines(string root, string file)
    {
        var path = Path.Combine(root, file);
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    /// <summary>The user of this process; null where there is no /proc.</summary>
    /// <remarks>https://man7.org/linux/man-pages/man5/proc_pid_status.5.html: the second number of Uid is the effective one.</remarks>
    private static User? UserOf(string root)
    {
        var line = ReadLines(root, "proc/self/status").FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal));
        if (line is null || !int.TryParse(line.Split('\t')[2], CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        var text = id.ToString(CultureInfo.InvariantCulture);
        return new User(id, ReadLines(root, "etc/passwd").Select(entry => entry.Split(':')).FirstOrDefault(entry => entry.Length > 2 && entry[2] == text)?[0] ?? text);
    }

    /// <param name="Id">The number.</param>
    /// <param name="Name">The name; the number where nobody has given one.</param>
    private sealed record User(int Id, string Name);
}
