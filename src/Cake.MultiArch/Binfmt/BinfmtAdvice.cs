using Cake.MultiArch.Elf;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>Combines all platforms that do not run into one failure, with the commands that help.</summary>
/// <param name="path">The folder of binfmt_misc.</param>
/// <param name="isForUser">Whether podman builds as a user.</param>
/// <param name="commands">Writes the commands.</param>
/// <param name="paths">Gives the kernel's version.</param>
internal sealed class BinfmtAdvice(string path, bool isForUser, BinfmtCommands commands, BinfmtPaths paths)
{
    /// <summary>A user namespace can have its own handlers since this kernel version.</summary>
    private static readonly Version NamespaceHandlers = new(6, 7);

    /// <summary>Returns one failure for all broken platforms.</summary>
    /// <param name="broken">At least one platform.</param>
    /// <param name="state">What the folder shows.</param>
    /// <param name="interpreter">The program that would be registered for an architecture; null if none was found yet.</param>
    public Problem ProblemOf(
        IReadOnlyList<PlatformAnswer.Unsupported> broken,
        BinfmtState state,
        Func<ElfArchitecture, string?> interpreter
    )
    {
        var curable = broken.Where(answer => answer.Fault.IsCuredByRegistration).ToList();
        if (state.IsOfNamespace && curable.Count > 0)
        {
            return BinfmtProblems.CannotRun(broken, path, BinfmtCommands.EnsureRootless(curable.Select(answer => answer.Platform)), [
                "podman's namespace has handlers of its own (--binfmt=rootless), so what is registered on the host is not in force there;",
                "podman system migrate ends the namespace, and stops the containers of this user.",
            ]);
        }

        var interpreters = curable.Select(answer => answer.Architecture).OfType<ElfArchitecture>().Distinct()
            .ToDictionary(architecture => architecture, interpreter);
        var missing = interpreters.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList();

        var repairs = broken.Select(answer => answer.Fault.Repair).OfType<string>().Distinct().ToList();
        if (missing.Count > 0)
        {
            repairs.Add(commands.InstallQemu(missing));
        }

        if (curable.Count > 0)
        {
            repairs.Add(commands.Ensure(curable.Select(answer => answer.Platform)));
        }

        var repair = repairs.Count == 1 ? repairs[0] : string.Join("; then: ", repairs.Select(text => text.TrimEnd('.')));

        // A fault that a registration does not cure also blocks the registration, so it comes first.
        return BinfmtProblems.CannotRun(
            [.. broken.OrderBy(answer => answer.Fault.IsCuredByRegistration)],
            path,
            repair,
            curable.Count == 0 ? [] : [.. WithoutRoot(curable), .. ByHand(interpreters, state)]
        );
    }

    /// <summary>What a user can do without root, if podman keeps a namespace for the user and the kernel gives it handlers.</summary>
    private IEnumerable<string> WithoutRoot(IEnumerable<PlatformAnswer.Unsupported> curable) =>
        isForUser && paths.ReadKernelVersion() >= NamespaceHandlers
            ?
            [
                $"or without root, for podman commands of this user alone: {BinfmtCommands.EnsureRootless(curable.Select(answer => answer.Platform))}",
            ]
            : [];

    /// <summary>The commands that do what EnsureBinfmt does as root, for a host on which EnsureBinfmt cannot run.</summary>
    private List<string> ByHand(Dictionary<ElfArchitecture, string?> interpreters, BinfmtState state)
    {
        var taken = state.Entries.Select(entry => entry.Name).ToHashSet();
        var lines = new List<string> { "or by hand, on the host, with QEMU installed:" };
        if (!state.IsMounted)
        {
            lines.Add(commands.Mount());
        }

        lines.AddRange(interpreters.Select(pair => commands.Register(RegisterLine.Write(
            RegisterLine.Names(pair.Key).First(name => !taken.Contains(name)),
            pair.Key,
            pair.Value ?? $"/usr/bin/qemu-{pair.Key.QemuName}-static",
            RegisterLine.Flags(paths.ReadKernelVersion())))));
        return lines;
    }
}
