using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Oci;

/// <summary>The document behind a multi-architecture tag. It has one entry per platform.</summary>
/// <param name="MediaType">OCI's index or Docker's manifest list.</param>
/// <param name="Manifests">
/// The entries, in the document's order. They include attestations of other tools, see <see cref="Descriptor.IsAttestation"/>.
/// </param>
/// <param name="Annotations">The annotations of the index by key. Empty if there are none.</param>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md#image-index-property-descriptions</remarks>
public sealed record ImageIndex(string MediaType, IReadOnlyList<Descriptor> Manifests, IReadOnlyDictionary<string, string> Annotations)
{
    private const string Kind = "image index";

    /// <summary>Reads an index. Unknown members are ignored. An index may have no entries.</summary>
    /// <param name="json">The document, UTF-8.</param>
    /// <param name="source">Where the document comes from, for the message.</param>
    /// <exception cref="MultiArchException">It is not an index as the specification describes it (MA1014).</exception>
    public static ImageIndex Parse(ReadOnlySpan<byte> json, string? source = null) => Read(OciDocument.Read(json, Kind, source));

    /// <summary>Reads an index. Unknown members are ignored. An index may have no entries.</summary>
    /// <param name="json">The document.</param>
    /// <param name="source">Where the document comes from, for the message.</param>
    /// <exception cref="MultiArchException">It is not an index as the specification describes it (MA1014).</exception>
    public static ImageIndex Parse(string json, string? source = null) => Read(OciDocument.Read(json, Kind, source));

    private static ImageIndex Read(OciDocument document)
    {
        var mediaType = document.MediaType(MediaTypes.OciIndex, MediaTypes.IsIndex);

        // Podman writes null for an empty list.
        var entries = document.Root.Property("manifests", StringComparison.Ordinal) is { } manifests
            ? document.Array(manifests.Value)
            : throw document.Malformed("It has no \"manifests\".");
        return new ImageIndex(
            mediaType,
            [.. entries.Select(document.Descriptor)],
            document.Strings(document.Root["annotations"]));
    }
}
