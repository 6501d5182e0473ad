using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>Finds the QEMU user-mode program of an architecture among the programs of the host.</summary>
/// <param name="programs">PATH.</param>
/// <param name="paths">The folders where distributions keep it.</param>
/// <param name="check">What serves.</param>
internal sealed class QemuOnHost(ProgramSearch programs, BinfmtPaths paths, QemuCheck check) : IQemuSource
{
    /// <summary>
    /// Debian's links for its own registrations. QEMU takes a name with this ending as a sign that flag P is in force, so the link's
    /// target is registered and never the link: with the plain name QEMU asks the kernel, which is right whatever the flags are.
    /// </summary>
    private const string DebianSuffix = "-binfmt-P";

    private const string LinkFlaw = "has a name that makes QEMU expect another caller";

    /// <summary>Folders to look in before PATH.</summary>
    public IReadOnlyList<string> FirstFolders { get; init; } = [];

    public async Task<QemuFound> FindAsync(ElfArchitecture architecture, CancellationToken token)
    {
        var rejected = new List<string>();
        foreach (var path in Candidates(architecture))
        {
            var verdict = IsUnusableLink(path) ? new QemuVerdict(null, LinkFlaw) : await check.JudgeAsync(path, architecture, token);
            if (verdict.Flaw is null)
            {
                return new QemuFound(path, Looked, rejected) { Version = verdict.Version };
            }

            rejected.Add($"{path} {verdict.Flaw}");
        }

        return new QemuFound(null, Looked, rejected);
    }

    /// <summary>The first program that may serve as far as its header says; nothing is run, for advice that a person reads.</summary>
    public string? Likely(ElfArchitecture architecture) =>
        Candidates(architecture).FirstOrDefault(path => !IsUnusableLink(path) && check.Flaw(path) is null);

    private static bool IsUnusableLink(string path) => path.EndsWith(DebianSuffix, StringComparison.Ordinal);

    private IReadOnlyList<string> Looked => [.. FirstFolders, "the folders of PATH", .. paths.QemuFolders];

    /// <summary>
    /// The files that are there: the given folders go first, then PATH, then those of the distributions; the static name goes before the
    /// plain one.
    /// </summary>
    private IEnumerable<string> Candidates(ElfArchitecture architecture) =>
        from folder in FirstFolders.Concat(programs.PathFolders).Concat(paths.QemuFolders).Distinct()
        from name in (string[])[.. Names(architecture), architecture.QemuName + DebianSuffix]
        let path = Path.Combine(folder, name)
        where File.Exists(path)
        select IsUnusableLink(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;

    /// <summary>What distributions and images call it, the surely static one first.</summary>
    public static IReadOnlyList<string> Names(ElfArchitecture architecture) =>
        [$"qemu-{architecture.QemuName}-static", $"qemu-{architecture.QemuName}"];
}
