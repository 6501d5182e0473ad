namespace Cake.MultiArch.Binfmt;

/// <summary>What EnsureBinfmt would come to for one platform.</summary>
/// <param name="Support">How it runs now.</param>
/// <param name="Qemu">The program of the host that would be registered; null when nothing would be, or none is there.</param>
/// <param name="MayFindQemu">Whether something would be registered, from a source that is not asked before: a package, an image or a
/// download.</param>
internal sealed record BinfmtForecast(PlatformSupport Support, string? Qemu, bool MayFindQemu);
