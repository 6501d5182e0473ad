using System.Collections.Concurrent;
using System.Globalization;
using Cake.MultiArch.Assemble;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Registry;
using Cake.MultiArch.Verify;

namespace Cake.MultiArch.Publish;

/// <summary>A repository of a registry.</summary>
/// <param name="host">For the log.</param>
/// <param name="client">For the registry.</param>
/// <param name="destinations">The tags, all of one repository.</param>
/// <param name="others">The repositories of the same registry that already have the image. Blobs are mounted from them.</param>
/// <param name="newer">Finds a newer image behind a tag; null when tags may move backwards.</param>
/// <param name="visibilityLimit">The time that the registry has to show content that it accepted.</param>
internal sealed class RepositoryPlace(
    Host host,
    DistributionClient client,
    IReadOnlyList<RegistryDestination> destinations,
    IReadOnlyList<string> others,
    NewerImage? newer,
    TimeSpan visibilityLimit) : IPublicationPlace
{
    /// <summary>Podman also sends this many blobs at once.</summary>
    private const int Uploads = 6;

    /// <summary>The number of attempts to move a tag that an older build moves back.</summary>
    private const int Tries = 3;

    private readonly Dictionary<Destination, Digest?> _before = [];

    public string Name => destinations[0].Reference.Name;

    public IReadOnlyList<Destination> Destinations => destinations;

    private ImageReference Repository => destinations[0].Reference;

    /// <summary>
    /// The blobs go first, then the manifests, then the index. A registry may refuse a document that names missing content.
    /// </summary>
    public async Task StoreAsync(AssembledImage image, CancellationToken token)
    {
        foreach (var destination in destinations)
        {
            _before[destination] = await client.FindDigestAsync(destination.Reference, token);
        }

        var transfers = new ConcurrentBag<(BlobTransfer Transfer, long Size)>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Uploads, CancellationToken = token };
        await Parallel.ForEachAsync(image.Blobs, options, async (blob, stop) => transfers.Add((
            await client.PutBlobAsync(Repository, blob.Blob, () => File.OpenRead(blob.File), others, stop),
            blob.Blob.Size)));
        foreach (var platform in image.Platforms)
        {
            await PutAsync(platform.Entry.Digest, platform.Content, platform.Entry.MediaType, token);
        }

        await PutAsync(image.Digest, image.Content, image.Index.MediaType, token);
        host.Say($"{Name}: {Told(transfers)}");
    }

    public IPublishedImage Stored(AssembledImage image) =>
        new RegistryImage(client, Repository.WithDigest(image.Digest), new Visibility(host, visibilityLimit));

    public async Task<TagReceipt> TagAsync(Destination destination, AssembledImage image, CancellationToken token)
    {
        var tag = ((RegistryDestination)destination).Reference;
        var visibility = new Visibility(host, visibilityLimit);
        for (var tries = 1; ; tries++)
        {
            if (newer is not null && await newer.FindAsync(tag, token) is { } kept)
            {
                return new TagReceipt(destination, kept.Digest, IsOurs: false, kept.Revision);
            }

            // The specification has no conditional move of a tag. A move by another run between here and the push shows afterwards.
            var now = await client.FindDigestAsync(tag, token);
            if (now == image.Digest)
            {
                // A registry with immutable tags also refuses the same content.
                return new TagReceipt(destination, now, IsOurs: true);
            }

            if (now != _before[destination])
            {
                host.Warn(Moved(destination, _before[destination], now));
            }

            await client.PutManifestAsync(tag, image.Content, image.Index.MediaType, token);

            // A slow registry still shows the digest from before, or none. A third digest comes from another run.
            var after = await visibility.WaitAsync(
                $"{destination.Text} with {image.Digest}",
                () => client.FindDigestAsync(tag, token),
                shown => shown == image.Digest || (shown is not null && shown != now && shown != _before[destination]),
                token);

            // With --keep-newer another build may have moved the tag in the meantime. So the check starts again.
            if (after == image.Digest || newer is null || tries == Tries)
            {
                return new TagReceipt(destination, after, IsOurs: after == image.Digest) { Waited = visibility.Waited };
            }
        }
    }

    public void Dispose()
    {
        // The client belongs to the run.
    }

    private Task PutAsync(Digest digest, byte[] content, string mediaType, CancellationToken token) =>
        client.PutManifestAsync(Repository.WithDigest(digest), content, mediaType, token);

    private string Moved(Destination destination, Digest? before, Digest? now)
    {
        var (from, to) = (before?.ToString() ?? "nothing", now?.ToString() ?? "nothing");
        var move = $"Another run moved {destination.Text} in the meantime, from {from} to {to}.";
        return newer is null
            ? $"{move} It now moves to the image of this run. With --keep-newer a tag stays where it is when its commit is newer."
            : $"{move} Its commit is not newer, so it moves to the image of this run.";
    }

    private static string Told(IReadOnlyCollection<(BlobTransfer Transfer, long Size)> transfers)
    {
        var uploaded = transfers.Where(blob => blob.Transfer == BlobTransfer.Uploaded).ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{uploaded.Count} blobs uploaded ({uploaded.Sum(blob => blob.Size)} bytes), "
            + $"{Count(BlobTransfer.Mounted)} mounted, {Count(BlobTransfer.Present)} already present");

        int Count(BlobTransfer transfer) => transfers.Count(blob => blob.Transfer == transfer);
    }
}
