using System.Diagnostics.CodeAnalysis;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Oci;

/// <summary>
/// The operating system and CPU architecture of an image, always in normal form: <c>aarch64</c> and <c>arm64/v8</c> are <c>arm64</c>,
/// <c>x86_64</c> is <c>amd64</c>, <c>arm</c> is <c>arm/v7</c>. Two platforms are equal if their normal forms are equal.
/// </summary>
/// <remarks>
/// The property <c>platform</c> of
/// https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md#image-index-property-descriptions, normalised as
/// https://pkg.go.dev/github.com/containerd/platforms#hdr-Normalization describes. The properties <c>os.version</c> and
/// <c>os.features</c> are in the <see cref="Descriptor"/>, because they distinguish Windows images, which podman does not build.
/// </remarks>
public sealed record Platform
{
    /// <summary>
    /// Creates a platform from the words of a document. Every word is accepted, because an index may have entries of other tools for
    /// other systems (<c>unknown/unknown</c>). Unknown words are kept in lower case, and an empty part is <c>unknown</c>. For the input
    /// of users, see <see cref="Parse"/>.
    /// </summary>
    /// <param name="os">The operating system, for example <c>linux</c>.</param>
    /// <param name="architecture">The architecture, for example <c>arm64</c> or <c>aarch64</c>.</param>
    /// <param name="variant">The variant of the architecture, for example <c>v7</c>. Null for the default variant.</param>
    public Platform(string? os, string? architecture, string? variant = null) =>
        (Os, Architecture, Variant) = PlatformNames.Normalise(os, architecture, variant);

    /// <summary>The operating system, in Go's spelling: <c>linux</c>.</summary>
    public string Os { get; }

    /// <summary>The architecture, in Go's spelling: <c>arm64</c>.</summary>
    public string Architecture { get; }

    /// <summary>
    /// The variant of the architecture, for example <c>v7</c>. Null if there is none, and for the defaults of arm64 (v8) and amd64 (v1),
    /// which are not written. The architecture arm always has a variant.
    /// </summary>
    public string? Variant { get; }

    /// <summary>Whether it is <c>unknown/unknown</c>. Other tools write this for an index entry that is not an image.</summary>
    public bool IsUnknown => Os == PlatformNames.Unknown && Architecture == PlatformNames.Unknown;

    /// <summary>The platform for use in tags and file names: <c>linux-arm64</c>, <c>linux-arm-v7</c>.</summary>
    public string FileName => string.Concat(ToString().Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' ? c : '-'));

    /// <summary>
    /// Reads a platform from a user's input, in podman's form <c>os/architecture[/variant]</c>. Case and white space around it are ignored.
    /// </summary>
    /// <exception cref="MultiArchException">
    /// The text has another form (MA1001), a name is not known (MA1002, MA1004), or podman cannot build for the operating system (MA1003).
    /// </exception>
    public static Platform Parse(string text) =>
        PlatformSyntax.Read(text, out var problem) ?? throw new MultiArchException(problem!);

    /// <summary>Like <see cref="Parse"/>, but returns false if the text is not a platform that can be built.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Platform? platform)
    {
        platform = PlatformSyntax.Read(text, out _);
        return platform is not null;
    }

    /// <summary>Reads platforms separated by commas: <c>linux/amd64,linux/arm64</c>.</summary>
    /// <returns>The platforms in the order of the text, at least one. Each occurs once, even if it was written in several ways.</returns>
    /// <exception cref="MultiArchException">
    /// One of them is not a platform that can be built (see <see cref="Parse"/>), or there is nothing between two commas.
    /// </exception>
    public static IReadOnlyList<Platform> ParseList(string text) =>
        [.. (text ?? "").Split(',').Select(Parse).Distinct()];

    /// <summary>Calls <see cref="Parse"/>, so a script can write <c>Platforms = { "linux/arm64" }</c>.</summary>
    /// <exception cref="MultiArchException">The text is not a platform that can be built.</exception>
    public static implicit operator Platform(string text) => Parse(text);

    /// <summary>The platform in podman's form, <c>os/architecture[/variant]</c>.</summary>
    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
