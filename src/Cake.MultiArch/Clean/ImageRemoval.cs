using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Clean;

/// <summary>
/// Removes images that runs have made. One with a name was taken by its user, one that a container or a list needs is in use, and one
/// that was there before the run that claims it is somebody else's: a step can write what podman writes.
/// </summary>
/// <param name="podman">Removes them.</param>
/// <param name="store">The storage; null when it is a service's.</param>
internal sealed class ImageRemoval(PodmanClient podman, GraphStore? store)
{
    /// <param name="made">The images, as podman abbreviates them, each with the moment when the first run began that made it.</param>
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

        // Only the storage tells what is gone: one that is in use keeps podman from none of the others.
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

    /// <summary>Without <c>--no-prune</c> podman would remove parents as well, which can be the user's.</summary>
    /// <returns>What podman says when it could not remove all; null when it could.</returns>
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

/// <summary>What became of the images, by their identifiers.</summary>
/// <param name="Removed">Those that are gone.</param>
/// <param name="Needed">Those that a container or a list needs.</param>
/// <param name="Left">Those that should have gone.</param>
/// <param name="Why">What podman said of those.</param>
internal sealed record ImagesRemoved(IReadOnlyList<string> Removed, IReadOnlyList<string> Needed, IReadOnlyList<string> Left, Problem? Why);
