using System.Diagnostics.CodeAnalysis;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Oci;

/// <summary>
/// An operating system and CPU architecture that an image is made for, always in the one normal form: <c>aarch64</c> and
/// <c>arm64/v8</c> are <c>arm64</c>, <c>x86_64</c> is <c>amd64</c>, <c>arm</c> is <c>arm/v7</c>. Two platforms are equal when
/// their normal forms are.
/// </summary>
/// <remarks>
/// The property <c>platform</c> of
/// https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md#image-index-property-descriptions, normalised as
/// https://pkg.go.dev/github.com/containerd/platforms#hdr-Normalization describes. The properties <c>os.version</c> and
/// <c>os.features</c> are kept by the <see cref="Descriptor"/>: they tell builds of Windows apart, not what podman builds for.
/// </remarks>
public sealed record Platform
{
    /// <summary>
    /// Takes a platform as a document gives it. Nothing is refused, because an index may hold entries that other tools made for
    /// systems of their own (<c>unknown/unknown</c>): what is not known is kept in lower case, and an empty part is <c>unknown</c>.
    /// What a user writes is read by <see cref="Parse"/>.
    /// </summary>
    /// <param name="os">The operating system, for example <c>linux</c>.</param>
    /// <param name="architecture">The architecture, for example <c>arm64</c> or <c>aarch64</c>.</param>
    /// <param name="variant">The variant of the architecture, for example <c>v7</c>; null for the usual one.</param>
    public Platform(string? os, string? architecture, string? variant = null) =>
        (Os, Architecture, Variant) = PlatformNames.Normalise(os, architecture, variant);

    /// <summary>The operating system, in Go's spelling: <c>linux</c>.</summary>
    public string Os { get; }

    /// <summary>The architecture, in Go's spelling: <c>arm64</c>.</summary>
    public string Architecture { get; }

    /// <summary>
    /// The variant of the architecture, for example <c>v7</c>. Null when there is none, and for the usual ones of arm64 (v8) and
    /// amd64 (v1), which are not written; arm always has one.
    /// </summary>
    public string? Variant { get; }

    /// <summary>Whether it is <c>unknown/unknown</c>, which other tools give to an index entry that is not an image.</summary>
    public bool IsUnknown => Os == PlatformNames.Unknown && Architecture == PlatformNames.Unknown;

    /// <summary>The platform as a part of a tag or a file's name: <c>linux-arm64</c>, <c>linux-arm-v7</c>.</summary>
    public string FileName => string.Concat(ToString().Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' ? c : '-'));

    /// <summary>
    /// Reads what a user writes, podman's spelling <c>os/architecture[/variant]</c>; upper and lower case and white space around
    /// it do not matter.
    /// </summary>
    /// <exception cref="MultiArchException">
    /// It is not written so (MA1001), a name is not known (MA1002, MA1004), or podman cannot build for the operating system (MA1003).
    /// </exception>
    public static Platform Parse(string text) =>
        PlatformSyntax.Read(text, out var problem) ?? throw new MultiArchException(problem!);

    /// <summary>Reads what a user writes, and answers whether <see cref="Parse"/> would.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Platform? platform)
    {
        platform = PlatformSyntax.Read(text, out _);
        return platform is not null;
    }

    /// <summary>Reads platforms separated by commas: <c>linux/amd64,linux/arm64</c>.</summary>
    /// <returns>The platforms in the order of the text, each once, whatever the spellings; at least one.</returns>
    /// <exception cref="MultiArchException">One of them is none (see <see cref="Parse"/>), or there is nothing between two
    /// commas.</exception>
    public static IReadOnlyList<Platform> ParseList(string text) =>
        [.. (text ?? "").Split(',').Select(Parse).Distinct()];

    /// <summary>So that a script can write <c>Platforms = { "linux/arm64" }</c>. The same as <see cref="Parse"/>.</summary>
    /// <exception cref="MultiArchException">The text is not a platform that can be built.</exception>
    public static implicit operator Platform(string text) => Parse(text);

    /// <summary>Podman's spelling, <c>os/architecture[/variant]</c>.</summary>
    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
