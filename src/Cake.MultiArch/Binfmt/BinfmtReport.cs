namespace Cake.MultiArch.Binfmt;

/// <summary>What was found and changed for the platforms of a host.</summary>
/// <param name="Platforms">One entry per wanted platform, in the given order; empty with <see cref="BinfmtMode.Off"/>.</param>
public sealed record BinfmtReport(IReadOnlyList<PlatformSupport> Platforms);
