using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Oci;

/// <summary>The document behind a multi-architecture tag: one entry a platform.</summary>
/// <param name="MediaType">OCI's index or Docker's manifest list.</param>
/// <param name="Manifests">The entries, in the document's order. Entries of other tools are among them, see
/// <see cref="Descriptor.IsAttestation"/>.</param>
/// <param name="Annotations">The annotations of the index by key; empty when there are none.</param>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md#image-index-property-descriptions</remarks>
public sealed record ImageIndex(string MediaType, IReadOnlyList<Descriptor> Manifests, IReadOnlyDictionary<string, string> Annotations)
{
    private const string Kind = "image index";

    /// <summary>Reads an index. Members that are not known are passed over; an index without entries is one.</summary>
    /// <param name="json">The document, UTF-8.</param>
    /// <param name="source">Where it comes from, for the message.</param>
    /// <exception cref="MultiArchException">It is not an index as the specification describes it (MA1014).</exception>
    public static ImageIndex Parse(ReadOnlySpan<byte> json, string? source = null) => Read(OciDocument.Read(json, Kind, source));

    /// <summary>Reads an index. Members that are not known are passed over; an index without entries is one.</summary>
    /// <param name="json">The document.</param>
    /// <param name="source">Where it comes from, for the message.</param>
    /// <exception cref="MultiArchException">It is not an index as the specification describes it (MA1014).</exception>
    public static ImageIndex Parse(string json, string? source = null) => Read(OciDocument.Read(json, Kind, source));

    private static ImageIndex Read(OciDocument document)
    {
        var mediaType = document.MediaType(MediaTypes.OciIndex, MediaTypes.IsIndex);

        // Podman writes null for a list that is still empty.
        var entries = document.Root.Property("manifests", StringComparison.Ordinal) is { } manifests
            ? document.Array(manifests.Value)
            : throw document.Malformed("It has no \"manifests\".");
        return new ImageIndex(
            mediaType,
            [.. entries.Select(document.Descriptor)],
            document.Strings(document.Root["annotations"]));
    }
}
