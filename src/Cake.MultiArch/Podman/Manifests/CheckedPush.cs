using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Oci.Documents;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman.Manifests;

/// <summary>
/// Checks a list before it pushes it. Podman also pushes an empty list, and a list with two entries for one platform. Clients then pull
/// the first of the two, which is the older one.
/// </summary>
/// <remarks>https://github.com/containers/podman/issues/25913</remarks>
internal sealed class CheckedPush(PodmanClient podman)
{
    public async Task<ManifestPushResult> RunAsync(
        string list, string destination, ManifestPushSettings settings, Action<ProcessLine>? onLine, CancellationToken token)
    {
        PodmanClient.CheckListName("list", list);
        switch (await podman.PresenceAsync(list, settings, token))
        {
            case ManifestPresence.Image:
                throw new MultiArchException(ManifestProblems.ImageInsteadOfList(list, $"ManifestPush {list}"));
            case ManifestPresence.Absent:
                throw new MultiArchException(ManifestProblems.ListMissing(list));
            default:
                Check(list, await podman.LocalIndexAsync(list, settings, token));
                return await podman.ManifestPushAsync(list, destination, settings, onLine, token);
        }
    }

    internal static void Check(string list, ImageIndex index)
    {
        if (index.Manifests.Count == 0)
        {
            throw new MultiArchException(ManifestProblems.ListEmpty(list));
        }

        if (IndexRules.OfList(index) is { Count: > 0 } defects)
        {
            throw new MultiArchException(ManifestProblems.ListWrong(list, [.. defects.Select(defect => defect.Message)]));
        }
    }
}
