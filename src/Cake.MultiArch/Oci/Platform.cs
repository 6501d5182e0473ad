namespace Cake.MultiArch.Oci;

/// <summary>An operating system and CPU architecture that an image is made for.</summary>
/// <param name="Os">The operating system, in Go's spelling: <c>linux</c>.</param>
/// <param name="Architecture">The architecture, in Go's spelling: <c>arm64</c>.</param>
/// <param name="Variant">The variant of the architecture, for example <c>v7</c>; null when there is none.</param>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md</remarks>
public sealed record Platform(string Os, string Architecture, string? Variant = null)
{
    /// <summary>Reads podman's spelling, <c>os/arch[/variant]</c>.</summary>
    public static Platform Parse(string text)
    {
        var parts = text.Split('/');
        return new Platform(parts[0], parts[1], parts.Length > 2 ? parts[2] : null);
    }

    /// <summary>So that a script can write <c>Platforms = { "linux/arm64" }</c>.</summary>
    public static implicit operator Platform(string text) => Parse(text);

    /// <summary>Podman's spelling, <c>os/arch[/variant]</c>.</summary>
    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
