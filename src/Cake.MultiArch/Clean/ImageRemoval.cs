using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Clean;

/// <summary>
/// Removes images that runs made. An image with a name stays, because its user wants it. An image that a container or a list needs stays,
/// because it is in use. An image older than the run that claims it stays, because it belongs to somebody else: a step can print the same
/// text as podman.
/// </summary>
/// <param name="podman">Removes the images.</param>
/// <param name="store">The storage; null for a podman service.</param>
internal sealed class ImageRemoval(PodmanClient podman, GraphStore? store)
{
    /// <param name="made">The images, as podman abbreviates them, each with the start of the first run that made it.</param>
    /// <param name="token">Interrupts podman.</param>
    public async Task<ImagesRemoved> RemoveAsync(IReadOnlyDictionary<string, DateTimeOffset> made, CancellationToken token)
    {
        var images = await StoredImages.ReadAsync(podman, store, token);
        var own = made.SelectMany(pair => Find(images, pair.Key, pair.Value)).ToList();
        var wanted = own.Where(image => !image.IsNeeded).Select(image => image.Id).ToList();
        if (wanted.Count == 0)
        {
            return new ImagesRemoved([], [.. own.Select(image => image.Id)], [], null);
        }

        var why = await TryRemoveAsync(wanted, token);

        // Only the storage shows what was removed. If one image is in use, podman still removes the others.
        var left = (await StoredImages.ReadAsync(podman, store, token))
            .Where(image => wanted.Contains(image.Id) && image.Names.Count == 0)
            .ToList();
        return new ImagesRemoved(
            [.. wanted.Except(left.Select(image => image.Id))],
            [.. own.Concat(left).Where(image => image.IsNeeded).Select(image => image.Id)],
            [.. left.Where(image => !image.IsNeeded).Select(image => image.Id)],
            why);
    }

    private static List<StoredImage> Find(IReadOnlyList<StoredImage> images, string abbreviation, DateTimeOffset begin)
    {
        var found = images.Where(image => image.Id.StartsWith(abbreviation, StringComparison.Ordinal)).ToList();
        return found is [{ Names.Count: 0 } image] && image.Made >= begin ? found : [];
    }

    /// <summary>Uses <c>--no-prune</c>, because podman would otherwise remove parents as well, which may be the user's.</summary>
    /// <returns>Podman's error if it could not remove all images, otherwise null.</returns>
    private async Task<Problem?> TryRemoveAsync(IReadOnlyList<string> images, CancellationToken token)
    {
        try
        {
            await podman.RunAsync(new PodmanCommandSettings(), ["rmi", "--no-prune", "--ignore", .. images], token);
            return null;
        }
        catch (MultiArchException e)
        {
            return e.Problem;
        }
    }
}

/// <summary>The outcome for each image, by identifier.</summary>
/// <param name="Removed">The removed images.</param>
/// <param name="Needed">The images that a container or a list needs.</param>
/// <param name="Left">The images that could not be removed.</param>
/// <param name="Why">Podman's error about the images in <paramref name="Left"/>.</param>
internal sealed record ImagesRemoved(IReadOnlyList<string> Removed, IReadOnlyList<string> Needed, IReadOnlyList<string> Left, Problem? Why);
