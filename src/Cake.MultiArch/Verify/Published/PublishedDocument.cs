using Newtonsoft.Json;

namespace Cake.MultiArch.Verify.Published;

/// <summary>The document of <c>VerifyMultiArch --format=json</c>.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Succeeded">Whether no image is refused.</param>
/// <param name="Images">The images, in the order of the input.</param>
internal sealed record PublishedDocument(
    [property: JsonProperty("schemaVersion")] int SchemaVersion,
    [property: JsonProperty("succeeded")] bool Succeeded,
    [property: JsonProperty("images")] IReadOnlyList<PublishedImageDocument> Images);

/// <summary>An image. Digest, media type and size are those of what the reference names. They are null if that cannot be read.</summary>
internal sealed record PublishedImageDocument(
    [property: JsonProperty("reference")] string Reference,
    [property: JsonProperty("digest")] string? Digest,
    [property: JsonProperty("mediaType")] string? MediaType,
    [property: JsonProperty("size")] long? Size,
    [property: JsonProperty("attestations")] int Attestations,
    [property: JsonProperty("platforms")] IReadOnlyList<PublishedPlatformDocument> Platforms,
    [property: JsonProperty("defects")] IReadOnlyList<DefectDocument> Defects);

/// <summary>One platform's image. The numbers are null if its files were not checked.</summary>
internal sealed record PublishedPlatformDocument(
    [property: JsonProperty("platform")] string Platform,
    [property: JsonProperty("digest")] string Digest,
    [property: JsonProperty("programs")] int? Programs,
    [property: JsonProperty("allowed")] int? Allowed,
    [property: JsonProperty("notChecked")] string? NotChecked);

/// <summary>A defect. The severity is <c>refused</c> or <c>warning</c>; the path is that of a file in the image.</summary>
internal sealed record DefectDocument(
    [property: JsonProperty("id")] string Id,
    [property: JsonProperty("severity")] string Severity,
    [property: JsonProperty("platform")] string? Platform,
    [property: JsonProperty("path")] string? Path,
    [property: JsonProperty("message")] string Message);
