using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Smoke;

/// <summary>How the command ended in the image of a platform.</summary>
/// <param name="Platform">What the image is for.</param>
/// <param name="ExitCode">Of the command; null when it was not run to its end.</param>
/// <param name="Duration">From the start of podman to its end.</param>
/// <param name="LastLines">The last lines that it wrote, oldest first, redacted.</param>
internal sealed record SmokeResult(Platform Platform, int? ExitCode, TimeSpan Duration, IReadOnlyList<string> LastLines);
