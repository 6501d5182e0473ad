namespace Cake.MultiArch.Binfmt;

/// <summary>What was found, and done, about the platforms of a host.</summary>
/// <param name="Platforms">One entry a wanted platform, in the order they were named; empty with <see cref="BinfmtMode.Off"/>.</param>
public sealed record BinfmtReport(IReadOnlyList<PlatformSupport> Platforms);
