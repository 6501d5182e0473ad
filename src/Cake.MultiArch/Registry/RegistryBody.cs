using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Registry;

/// <summary>Content that is sent to a registry. It can be sent more than once: an expired token or a lost connection may want that.</summary>
/// <param name="MediaType">What the Content-Type header says.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Digest">What the content has to be. It is checked while it is sent, and the last bytes are held back until it is proven.</param>
/// <param name="Open">Opens the content from its start, each time anew.</param>
internal sealed record RegistryBody(string MediaType, long Size, Digest Digest, Func<Stream> Open)
{
    /// <summary>The type that a blob is sent as, https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-a-blob-monolithically.</summary>
    private const string OctetStream = "application/octet-stream";

    /// <summary>Less than this is in the network's buffers before an answer could save sending it; in bytes.</summary>
    private const int WorthAsking = 64 * 1024;

    /// <summary>Whether the server is asked first if it would take the content: a refusal (401, 413) then does not cost sending it.</summary>
    /// <remarks>https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1</remarks>
    public bool AsksFirst { get; init; } = Size > WorthAsking;

    public static RegistryBody Of(byte[] content, string mediaType) =>
        new(mediaType, content.Length, Digest.Of(content), () => new MemoryStream(content, writable: false));

    public static RegistryBody Of(Descriptor blob, Func<Stream> open) => new(OctetStream, blob.Size, blob.Digest, open);
}
