using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>How a distribution's package manager installs QEMU's static user-mode programs.</summary>
/// <param name="Manager">The package manager.</param>
/// <param name="Install">Its arguments.</param>
internal sealed record QemuPackage(string Manager, IReadOnlyList<string> Install)
{
    /// <summary>
    /// The known package managers, in search order. Alpine has one package per architecture, statically linked under the plain name.
    /// </summary>
    public static IReadOnlyList<QemuPackage> Known(IEnumerable<ElfArchitecture> architectures) =>
    [
        new("apt-get", ["install", "-y", "qemu-user-static"]),
        new("dnf", ["install", "-y", "qemu-user-static"]),
        new("apk", ["add", .. architectures.Select(architecture => $"qemu-{architecture.QemuName}")]),
    ];

    /// <summary>The package for the first package manager that the host has; null if it has none of them.</summary>
    public static QemuPackage? Of(ProgramSearch programs, IEnumerable<ElfArchitecture> architectures) =>
        Known(architectures).FirstOrDefault(package => programs.Find(package.Manager) is not null);

    /// <summary>The command as typed in a shell.</summary>
    public override string ToString() => $"{Manager} {string.Join(' ', Install)}";
}
