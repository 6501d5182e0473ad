using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Oci;

/// <summary>The manifest of one platform's image: its configuration and its layers.</summary>
/// <param name="MediaType">OCI's or Docker's image manifest.</param>
/// <param name="Config">The image's configuration.</param>
/// <param name="Layers">The layers, the lowest first.</param>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md#image-manifest-property-descriptions</remarks>
public sealed record ImageManifest(string MediaType, Descriptor Config, IReadOnlyList<Descriptor> Layers)
{
    private const string Kind = "image manifest";

    /// <summary>The annotations by key. Empty if there are none.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Null if the manifest is not that of an artifact, or does not name the type.</summary>
    internal string? ArtifactType { get; init; }

    /// <summary>Whether it is the manifest of an image, not of an artifact.</summary>
    /// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md#guidelines-for-artifact-usage</remarks>
    internal bool IsImage => ArtifactType is not { Length: > 0 } && Config.MediaType is MediaTypes.OciConfig or MediaTypes.DockerConfig;

    /// <summary>Reads a manifest. Unknown members are ignored.</summary>
    /// <param name="json">The document, UTF-8.</param>
    /// <param name="source">Where the document comes from, for the message.</param>
    /// <exception cref="MultiArchException">It is not a manifest as the specification describes it (MA1014).</exception>
    public static ImageManifest Parse(ReadOnlySpan<byte> json, string? source = null) => Read(OciDocument.Read(json, Kind, source));

    /// <summary>Reads a manifest. Unknown members are ignored.</summary>
    /// <param name="json">The document.</param>
    /// <param name="source">Where the document comes from, for the message.</param>
    /// <exception cref="MultiArchException">It is not a manifest as the specification describes it (MA1014).</exception>
    public static ImageManifest Parse(string json, string? source = null) => Read(OciDocument.Read(json, Kind, source));

    private static ImageManifest Read(OciDocument document)
    {
        var mediaType = document.MediaType(MediaTypes.OciManifest, MediaTypes.IsManifest);
        var config = document.Root["config"] ?? throw document.Malformed("It has no \"config\".");
        var layers = document.Root["layers"] ?? throw document.Malformed("It has no \"layers\".");
        return new ImageManifest(mediaType, document.Descriptor(config), [.. document.Array(layers).Select(document.Descriptor)])
        {
            ArtifactType = document.Text(document.Root["artifactType"]),
            Annotations = document.Strings(document.Root["annotations"]),
        };
    }
}
