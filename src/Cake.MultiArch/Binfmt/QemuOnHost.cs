using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Binfmt;

/// <summary>Finds the QEMU user-mode program of an architecture among the programs of the host.</summary>
/// <param name="programs">PATH.</param>
/// <param name="paths">The folders where distributions keep it.</param>
/// <param name="native">The host's architecture, which QEMU itself must be for; null when it is not known.</param>
internal sealed class QemuOnHost(ProgramSearch programs, BinfmtPaths paths, ElfArchitecture? native)
{
    /// <summary>
    /// Debian's links for its own registrations. QEMU takes a name with this ending as a sign that flag P is in force, so the link's
    /// target is registered and never the link: with the plain name QEMU asks the kernel, which is right whatever the flags are.
    /// </summary>
    private const string DebianSuffix = "-binfmt-P";

    /// <summary>Looks in the given folders first, then on PATH and where distributions keep it; the static name goes before the plain one.</summary>
    public QemuFound Find(ElfArchitecture architecture, IEnumerable<string> firstFolders)
    {
        var given = firstFolders.ToList();
        var folders = given.Concat(programs.PathFolders).Concat(paths.QemuFolders).Distinct();
        IReadOnlyList<string> looked = [.. given, "the folders of PATH", .. paths.QemuFolders];
        var rejected = new List<string>();
        foreach (var folder in folders)
        {
            foreach (var name in new[] { $"qemu-{architecture.QemuName}-static", $"qemu-{architecture.QemuName}", architecture.QemuName + DebianSuffix })
            {
                var path = Path.Combine(folder, name);
                if (!File.Exists(path))
                {
                    continue;
                }

                path = name.EndsWith(DebianSuffix, StringComparison.Ordinal) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
                if (WhyNot(path) is { } reason)
                {
                    rejected.Add($"{path} {reason}");
                }
                else
                {
                    return new QemuFound(path, looked, rejected);
                }
            }
        }

        return new QemuFound(null, looked, rejected.Distinct().ToList());
    }

    /// <summary>Why a file cannot serve as an interpreter inside a container; null when it can.</summary>
    private string? WhyNot(string path)
    {
        if (path.EndsWith(DebianSuffix, StringComparison.Ordinal))
        {
            return "has a name that makes QEMU expect another caller";
        }

        if (!ProgramSearch.IsExecutable(path))
        {
            return "is not executable";
        }

        try
        {
            using var file = File.OpenRead(path);
            return ElfHeader.Read(file) switch
            {
                null => "is no program",
                { HasInterpreter: true } => "is linked dynamically: inside a container it would not find its libraries",
                var header when native is not null && !header.IsFor(native) => "is a program for another architecture",
                _ => null,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "cannot be read";
        }
    }
}
