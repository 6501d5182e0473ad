using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Storage;

/// <summary>Removes the images without a manifest that a killed build leaves. The user's own podman would fail because of them.</summary>
/// <param name="podman">Removes them.</param>
/// <param name="store">The storage; null for a podman service, which names only the first such image.</param>
internal sealed class HalfImages(PodmanClient podman, GraphStore? store)
{
    /// <summary>
    /// The manifest follows the image within milliseconds. If it is still missing after this time, no build is working on it.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <returns>The number of removed images.</returns>
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
