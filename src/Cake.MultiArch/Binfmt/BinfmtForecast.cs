namespace Cake.MultiArch.Binfmt;

/// <summary>What EnsureBinfmt would do for one platform.</summary>
/// <param name="Support">How the platform runs now.</param>
/// <param name="Qemu">The host's program that would be registered; null if none would be registered or the host has none.</param>
/// <param name="MayFindQemu">
/// Whether a program would be registered from a source that a forecast does not ask: a package, an image or a download.
/// </param>
internal sealed record BinfmtForecast(PlatformSupport Support, string? Qemu, bool MayFindQemu);
