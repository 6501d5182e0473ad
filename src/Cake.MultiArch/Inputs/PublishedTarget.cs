using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Inputs;

/// <summary>A published image to verify, whoever built it.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Platforms">The platforms that it must have, and no others; null when it may have any.</param>
/// <param name="Mode">Which of its files are refused.</param>
/// <param name="Allowed">The files that may be for another architecture.</param>
internal sealed record PublishedTarget(
    Destination Place,
    IReadOnlyList<Platform>? Platforms,
    VerifyMode Mode,
    IReadOnlyList<PathPattern> Allowed);

/// <summary>What is wanted of <c>VerifyMultiArch</c>.</summary>
internal sealed record PublishedSettings
{
    /// <summary>The images; at least one.</summary>
    public required IReadOnlyList<PublishedTarget> Targets { get; init; }

    public required bool? TlsVerify { get; init; }

    public required string? AuthFile { get; init; }

    public required RegistryCredentials? Login { get; init; }

    public required OutputFormat Format { get; init; }

    /// <summary>The absolute path of the file for the result; null for the log or standard output.</summary>
    public required string? Output { get; init; }
}
