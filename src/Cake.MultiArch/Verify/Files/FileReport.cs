using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Verify.Files;

/// <summary>What was found out about the files of one image.</summary>
/// <param name="Platform">The platform that the image is for.</param>
/// <param name="Programs">How many ELF programs and libraries it has.</param>
/// <param name="Allowed">How many of them are of another architecture on purpose.</param>
/// <param name="Findings">What is not as it should be, in the order of the paths.</param>
/// <param name="NotChecked">Why the files were not looked at (part of them, or all), in a sentence; null when all were.</param>
internal sealed record FileReport(Platform Platform, int Programs, int Allowed, IReadOnlyList<FileFinding> Findings, string? NotChecked = null);
