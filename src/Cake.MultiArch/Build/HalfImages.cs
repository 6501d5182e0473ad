using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Build;

/// <summary>Removes the images without a manifest that a killed build leaves, because the user's own podman would fail with them.</summary>
internal sealed class HalfImages(PodmanClient podman)
{
    /// <summary>Between an image and its manifest lie milliseconds: what has none for so long is nobody's work.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <returns>How many there were.</returns>
    public async Task<int> RemoveAsync(CancellationToken token)
    {
        var found = await podman.HalfImagesAsync(token).ConfigureAwait(false);
        if (found.Count == 0)
        {
            return 0;
        }

        await Task.Delay(Patience, token).ConfigureAwait(false);
        var left = (await podman.HalfImagesAsync(token).ConfigureAwait(false)).Intersect(found).ToList();
        if (left.Count > 0)
        {
            await podman.RunAsync(new PodmanCommandSettings(), ["rmi", "--force", .. left], token).ConfigureAwait(false);
        }

        return left.Count;
    }
}
