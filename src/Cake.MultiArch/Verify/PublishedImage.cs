using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Verify;

/// <summary>Reads a published image.</summary>
internal interface IPublishedImage
{
    /// <summary>The index, found by its tag or its digest.</summary>
    Task<RegistryManifest> ReadIndexAsync(CancellationToken token);

    /// <summary>A manifest that the index names, by its digest.</summary>
    Task<byte[]> ReadManifestAsync(Descriptor entry, CancellationToken token);

    /// <summary>A small blob, such as a config.</summary>
    Task<byte[]> ReadBlobAsync(Descriptor blob, CancellationToken token);

    /// <summary>Checks that a layer exists and has the right size. Its content is read only if no network is needed for that.</summary>
    Task CheckLayerAsync(Descriptor layer, CancellationToken token);

    /// <summary>Reads a layer and checks its digest and its size.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="read">Reads the content. It is called again, with the content from its start, after a network failure.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="MultiArchException">The layer is missing, or its digest or size is wrong.</exception>
    Task<T> ReadLayerAsync<T>(Descriptor layer, Func<Stream, CancellationToken, Task<T>> read, CancellationToken token);
}

/// <summary>An image in a registry.</summary>
/// <param name="client">The registry.</param>
/// <param name="reference">The image.</param>
/// <param name="visibility">Waits until the registry shows what was just pushed; null for an image that was pushed earlier.</param>
internal sealed class RegistryImage(DistributionClient client, ImageReference reference, Visibility? visibility = null) : IPublishedImage
{
    public Task<RegistryManifest> ReadIndexAsync(CancellationToken token) => ReadManifestAsync(reference, token);

    public async Task<byte[]> ReadManifestAsync(Descriptor entry, CancellationToken token) =>
        (await ReadManifestAsync(reference.WithDigest(entry.Digest), token)).Content;

    public async Task<byte[]> ReadBlobAsync(Descriptor blob, CancellationToken token) => visibility is null
        ? await client.GetBlobAsync(reference, blob, token)
        : await visibility.WaitAsync(NameOf(blob), () => TryReadBlobAsync(blob, token), seen => seen is not null, token)
            ?? throw NotShown(NameOf(blob), visibility);

    public Task<T> ReadLayerAsync<T>(Descriptor layer, Func<Stream, CancellationToken, Task<T>> read, CancellationToken token) =>
        client.ReadBlobAsync(reference, layer, read, token);

    /// <summary>The check is needed because a registry may accept a manifest whose layers it does not have.</summary>
    public async Task CheckLayerAsync(Descriptor layer, CancellationToken token)
    {
        var stored = await FindBlobAsync(layer, token);
        if (stored.Size is { } size && size != layer.Size)
        {
            throw new MultiArchException(VerifyProblems.LayerOfOtherSize(reference.ToString(), layer, size));
        }
    }

    private async Task<RegistryManifest> ReadManifestAsync(ImageReference manifest, CancellationToken token) => visibility is null
        ? await client.GetManifestAsync(manifest, token)
        : await visibility.WaitAsync(manifest.ToString(), () => client.FindManifestAsync(manifest, token), seen => seen is not null, token)
            ?? throw NotShown(manifest.ToString(), visibility);

    private async Task<byte[]?> TryReadBlobAsync(Descriptor blob, CancellationToken token)
    {
        try
        {
            return await client.GetBlobAsync(reference, blob, token);
        }
        catch (MultiArchException e) when (e.Problem.Kind == RegistryProblems.UnknownBlob)
        {
            return null;
        }
    }

    private async Task<StoredBlob> FindBlobAsync(Descriptor blob, CancellationToken token) =>
        visibility is null
            ? await client.FindBlobAsync(reference, blob.Digest, token)
                ?? throw new MultiArchException(VerifyProblems.LayerMissing(reference.ToString(), blob.Digest.ToString()))
            : await visibility.WaitAsync(
                NameOf(blob),
                () => client.FindBlobAsync(reference, blob.Digest, token),
                seen => seen is not null,
                token
            ) ?? throw NotShown(NameOf(blob), visibility);

    private string NameOf(Descriptor blob) => reference.WithDigest(blob.Digest).ToString();

    private static MultiArchException NotShown(string what, Visibility visibility) => new(VerifyProblems.NotShown(what, visibility.Waited));
}

/// <summary>An image in a folder in the OCI image layout.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md</remarks>
internal sealed class LayoutImage : IPublishedImage
{
    /// <summary>The annotation that names an entry of <c>index.json</c>.</summary>
    public const string ReferenceName = "org.opencontainers.image.ref.name";

    /// <summary>The largest document that is read into memory, in bytes.</summary>
    private const long MaxDocument = 8 * 1024 * 1024;

    private readonly string _folder;
    private readonly Func<CancellationToken, Task<Descriptor>> _find;

    private LayoutImage(string folder, Func<CancellationToken, Task<Descriptor>> find) => (_folder, _find) = (folder, find);

    /// <summary>The image that a tag of the layout names.</summary>
    public static LayoutImage Of(LayoutDestination layout) => new(layout.Folder, token => FindAsync(layout, token));

    /// <summary>An image of the layout, with or without a tag.</summary>
    public static LayoutImage Of(string folder, Descriptor index) => new(folder, _ => Task.FromResult(index));

    /// <summary>The file of a blob.</summary>
    public static string PathOf(string folder, Digest digest) => Path.Combine(folder, "blobs", digest.Algorithm, digest.Encoded);

    public async Task<RegistryManifest> ReadIndexAsync(CancellationToken token)
    {
        var entry = await _find(token);
        return new RegistryManifest(await ReadBlobAsync(entry, token), entry.MediaType, entry.Digest);
    }

    public Task<byte[]> ReadManifestAsync(Descriptor entry, CancellationToken token) => ReadBlobAsync(entry, token);

    public async Task<byte[]> ReadBlobAsync(Descriptor blob, CancellationToken token)
    {
        var content = await ReadAsync(PathOf(blob), token);
        return blob.Digest.Verify(content)
            ? content
            : throw new MultiArchException(VerifyProblems.BlobDamaged(PathOf(blob), blob.Digest.ToString()));
    }

    public async Task CheckLayerAsync(Descriptor layer, CancellationToken token)
    {
        var file = PathOf(layer);
        if (!File.Exists(file))
        {
            throw new MultiArchException(VerifyProblems.BlobMissing(file));
        }

        await using var stream = File.OpenRead(file);
        if (stream.Length != layer.Size || !await layer.Digest.VerifyAsync(stream, token))
        {
            throw new MultiArchException(VerifyProblems.BlobDamaged(file, layer.Digest.ToString()));
        }
    }

    public async Task<T> ReadLayerAsync<T>(Descriptor layer, Func<Stream, CancellationToken, Task<T>> read, CancellationToken token)
    {
        var file = PathOf(layer);
        await using var stream = File.Exists(file) ? File.OpenRead(file) : throw new MultiArchException(VerifyProblems.BlobMissing(file));
        var (outcome, flaw) = await DescribedContent.ReadAsync(stream, layer, read, token);
        return flaw is null
            ? await outcome
            : throw new MultiArchException(VerifyProblems.BlobDamaged(file, layer.Digest.ToString()));
    }

    private string PathOf(Descriptor blob) => PathOf(_folder, blob.Digest);

    private static async Task<Descriptor> FindAsync(LayoutDestination layout, CancellationToken token)
    {
        var file = Path.Combine(layout.Folder, "index.json");
        var top = ImageIndex.Parse(await ReadAsync(file, token), file);
        return top.Manifests.LastOrDefault(entry => entry.Annotations.GetValueOrDefault(ReferenceName) == layout.Tag)

            // Other tools write no name for the only image of a layout.
            ?? (
                top.Manifests is [{ } only] && layout.Tag == Destination.DefaultTag && !only.Annotations.ContainsKey(ReferenceName)
                    ? only
                    : null
            )
            ?? throw new MultiArchException(VerifyProblems.LayoutWithoutTag(layout.Folder, layout.Tag));
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken token)
    {
        var info = new FileInfo(file);
        return !info.Exists ? throw new MultiArchException(VerifyProblems.BlobMissing(file))
            : info.Length > MaxDocument ? throw new MultiArchException(VerifyProblems.DocumentTooLarge(file, info.Length, MaxDocument))
            : await File.ReadAllBytesAsync(file, token);
    }
}
