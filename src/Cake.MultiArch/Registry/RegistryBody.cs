using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Registry;

/// <summary>Content for a registry. It may be sent again after an expired token or a lost connection.</summary>
/// <param name="MediaType">For the Content-Type header.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Digest">
/// The expected digest. It is checked while the content is sent, and the last bytes are not sent before it matches.
/// </param>
/// <param name="Open">Opens the content from its start, once per attempt.</param>
internal sealed record RegistryBody(string MediaType, long Size, Digest Digest, Func<Stream> Open)
{
    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-a-blob-monolithically</remarks>
    private const string OctetStream = "application/octet-stream";

    /// <summary>In bytes. Smaller content is already in the buffers of the network before an answer could arrive.</summary>
    private const int WorthAsking = 64 * 1024;

    /// <summary>Whether to ask the server first if it accepts the content. After a refusal (401, 413) nothing was sent in vain.</summary>
    /// <remarks>https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1</remarks>
    public bool AsksFirst { get; init; } = Size > WorthAsking;

    public static RegistryBody Of(byte[] content, string mediaType) =>
        new(mediaType, content.Length, Digest.Of(content), () => new MemoryStream(content, writable: false));

    public static RegistryBody Of(Descriptor blob, Func<Stream> open) => new(OctetStream, blob.Size, blob.Digest, open);
}
