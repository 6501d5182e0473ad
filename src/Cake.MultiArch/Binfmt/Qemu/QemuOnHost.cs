using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>Finds the QEMU user-mode program of an architecture among the programs of the host.</summary>
/// <param name="programs">Gives the folders of PATH.</param>
/// <param name="paths">The folders where distributions keep QEMU.</param>
/// <param name="check">Checks whether a program is usable.</param>
internal sealed class QemuOnHost(ProgramSearch programs, BinfmtPaths paths, QemuCheck check) : IQemuSource
{
    /// <summary>
    /// The ending of the links that Debian makes for its own registrations. QEMU takes this ending as a sign that flag P is in force. So
    /// the target of the link is registered, never the link. Under the plain name QEMU asks the kernel, which is right for all flags.
    /// </summary>
    private const string DebianSuffix = "-binfmt-P";

    private const string LinkFlaw = "has a name that makes QEMU expect another caller";

    /// <summary>Folders to search before PATH.</summary>
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

    /// <summary>The first program that looks usable by its header. Nothing is run, because this is for advice only.</summary>
    public string? Likely(ElfArchitecture architecture) =>
        Candidates(architecture).FirstOrDefault(path => !IsUnusableLink(path) && check.Flaw(path) is null);

    private static bool IsUnusableLink(string path) => path.EndsWith(DebianSuffix, StringComparison.Ordinal);

    private IReadOnlyList<string> Looked => [.. FirstFolders, "the folders of PATH", .. paths.QemuFolders];

    /// <summary>
    /// The existing files: first in the given folders, then in PATH, then in the folders of the distributions. The static name comes before
    /// the plain one.
    /// </summary>
    private IEnumerable<string> Candidates(ElfArchitecture architecture) =>
        from folder in FirstFolders.Concat(programs.PathFolders).Concat(paths.QemuFolders).Distinct()
        from name in (string[])[.. Names(architecture), architecture.QemuName + DebianSuffix]
        let path = Path.Combine(folder, name)
        where File.Exists(path)
        select IsUnusableLink(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;

    /// <summary>The names that distributions and images use. The first one is always static.</summary>
    public static IReadOnlyList<string> Names(ElfArchitecture architecture) =>
        [$"qemu-{architecture.QemuName}-static", $"qemu-{architecture.QemuName}"];
}
