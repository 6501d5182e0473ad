namespace Cake.MultiArch.Binfmt;

/// <summary>What was found of QEMU on the host for one architecture.</summary>
/// <param name="Path">The program to register; null when there is none that serves.</param>
/// <param name="Looked">The places that were looked in, as a person reads them.</param>
/// <param name="Rejected">Programs that were found and do not serve, each with the reason.</param>
internal sealed record QemuFound(string? Path, IReadOnlyList<string> Looked, IReadOnlyList<string> Rejected);
