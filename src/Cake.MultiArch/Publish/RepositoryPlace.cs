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
/// <param name="client">The registry.</param>
/// <param name="destinations">The tags, all of one repository.</param>
/// <param name="others">The repositories of the same registry that have got the image before, from which blobs are mounted.</param>
/// <param name="newer">Looks for a newer image behind a tag; null when that does not matter.</param>
/// <param name="visibilityLimit">How long the registry may take to show what it has taken.</param>
internal sealed class RepositoryPlace(
    Host host,
    DistributionClient client,
    IReadOnlyList<RegistryDestination> destinations,
    IReadOnlyList<string> others,
    NewerImage? newer,
    TimeSpan visibilityLimit) : IPublicationPlace
{
    /// <summary>As many as podman sends at once.</summary>
    private const int Uploads = 6;

    /// <summary>How often a tag is moved that an older build has moved back.</summary>
    private const int Tries = 3;

    private readonly Dictionary<Destination, Digest?> _before = [];

    public string Name => destinations[0].Reference.Name;

    public IReadOnlyList<Destination> Destinations => destinations;

    private ImageReference Repository => destinations[0].Reference;

    /// <summary>The blobs, the manifest of each platform, and then the index: a registry may refuse what names what it lacks.</summary>
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

    public IPublishedImage Stored(AssembledImage image) => new RegistryImage(client, Repository.WithDigest(image.Digest), new Visibility(host, visibilityLimit));

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

            // The specification has no way to move a tag only if it has not moved: what happens between here and the next line shows afterwards.
            var now = await client.FindDigestAsync(tag, token);
            if (now == image.Digest)
            {
                // A registry whose tags cannot be moved refuses the same content, too.
                return new TagReceipt(destination, now, IsOurs: true);
            }

            if (now != _before[destination])
            {
                host.Warn(Moved(destination, _before[destination], now));
            }

            await client.PutManifestAsync(tag, image.Content, image.Index.MediaType, token);

            // What the tag named before, or nothing, is what a slow registry shows; a third digest is somebody else's.
            var after = await visibility.WaitAsync(
                $"{destination.Text} with {image.Digest}",
                () => client.FindDigestAsync(tag, token),
                shown => shown == image.Digest || (shown is not null && shown != now && shown != _before[destination]),
                token);

            // With --keep-newer an older build may have been here in between: it is looked at as at the beginning.
            if (after == image.Digest || newer is null || tries == Tries)
            {
                return new TagReceipt(destination, after, IsOurs: after == image.Digest) { Waited = visibility.Waited };
            }
        }
    }

    public void Dispose()
    {
        // The registry is the run's.
    }

    private Task PutAsync(Digest digest, byte[] content, string mediaType, CancellationToken token) =>
        client.PutManifestAsync(Repository.WithDigest(digest), content, mediaType, token);

    private string Moved(Destination destination, Digest? before, Digest? now) =>
        $"{destination.Text} was moved by somebody else while this run was at work: from {before?.ToString() ?? "nothing"} to {now?.ToString() ?? "nothing"}. "
        + (newer is null ? "It is moved to this run's image now; --keep-newer leaves a tag alone whose commit is newer." : "That is no newer commit, so it is moved to this run's image.");

    private static string Told(IReadOnlyCollection<(BlobTransfer Transfer, long Size)> transfers)
    {
        var uploaded = transfers.Where(blob => blob.Transfer == BlobTransfer.Uploaded).ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{uploaded.Count} blobs uploaded ({uploaded.Sum(blob => blob.Size)} bytes), {Count(BlobTransfer.Mounted)} mounted, {Count(BlobTransfer.Present)} there already");

        int Count(BlobTransfer transfer) => transfers.Count(blob => blob.Transfer == transfer);
    }
}
