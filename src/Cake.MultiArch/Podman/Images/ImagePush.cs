using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman.Manifests;

namespace Cake.MultiArch.Podman.Images;

/// <summary>
/// Pushes an image or a list. For a list, <c>podman push</c> would push only the image of one platform, with exit code 0.
/// </summary>
/// <remarks>https://github.com/containers/podman/issues/11899</remarks>
internal sealed class ImagePush(PodmanClient podman)
{
    public async Task<PodmanPushResult> RunAsync(
        string image, string destination, PodmanPushSettings settings, Action<ProcessLine>? onLine, CancellationToken token)
    {
        if (await podman.PresenceAsync(image, settings, token) != ManifestPresence.List)
        {
            return await podman.PushAsync(image, destination, settings, onLine, token);
        }

        var list = PodmanClient.WithoutStorage(image);
        var pushed = await new CheckedPush(podman)
            .RunAsync(list, destination, HandedOnSettings.ForList(list, settings), onLine, token);
        return new PodmanPushResult(pushed.Destination, pushed.Digest, IsList: true);
    }
}
