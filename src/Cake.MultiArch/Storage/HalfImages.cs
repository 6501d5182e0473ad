using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Storage;

/// <summary>Removes the images without a manifest that a killed build leaves, because the user's own podman would fail with them.</summary>
/// <param name="podman">Removes them.</param>
/// <param name="store">The storage; null when it is a service's, which names the first of them only.</param>
internal sealed class HalfImages(PodmanClient podman, GraphStore? store)
{
    /// <summary>Between an image and its manifest lie milliseconds: what has none for so long is nobody's work.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <returns>How many there were.</returns>
    public async Task<int> RemoveAsync(CancellationToken token)
    {
        var found = await FindAsync(token);
        if (found.Count == 0)
        {
            return 0;
        }

        await Task.Delay(Patience, token);
        var left = (await FindAsync(token)).Intersect(found).ToList();
        if (left.Count > 0)
        {
            await podman.RunAsync(new PodmanCommandSettings(), ["rmi", "--force", "--no-prune", "--ignore", .. left], token);
        }

        return left.Count;
    }

    private async Task<IReadOnlyList<string>> FindAsync(CancellationToken token) => store is null
        ? await podman.HalfImagesAsync(token)
        : [.. store.Images().Where(image => image is { IsWhole: false, Names.Count: 0 }).Select(image => image.Id)];
}
