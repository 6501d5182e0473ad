using Cake.MultiArch.Elf;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>Puts the platforms that do not run into one failure, with the commands that help.</summary>
internal sealed class BinfmtAdvice(BinfmtFolder folder, BinfmtCommands commands, HandlerRegistration registration)
{
    /// <summary>One failure for all of them.</summary>
    /// <param name="broken">At least one.</param>
    /// <param name="interpreter">The program that would be registered for an architecture; null where there is none yet.</param>
    public Problem ProblemOf(IReadOnlyList<PlatformAnswer.Unsupported> broken, Func<ElfArchitecture, string?> interpreter)
    {
        var curable = broken.Where(answer => answer.Fault.IsCuredByRegistration).ToList();
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

        return BinfmtProblems.CannotRun(broken, folder.Path, repairs.Count == 1 ? repairs[0] : string.Join("; then: ", repairs.Select(repair => repair.TrimEnd('.'))), curable.Count > 0 ? ByHand(interpreters) : []);
    }

    /// <summary>What EnsureBinfmt does as root, for a host on which it cannot be run.</summary>
    private List<string> ByHand(Dictionary<ElfArchitecture, string?> interpreters)
    {
        var state = folder.Read();
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
            registration.Flags()))));
        return lines;
    }
}
