using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman.Manifests;

/// <summary>
/// A push of a list that is looked at first: podman pushes an empty one, and one with two entries for a platform, of which those who
/// pull get the first, the older.
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
                throw new MultiArchException(PodmanProblems.ImageInsteadOfList(list, $"ManifestPush {list}"));
            case ManifestPresence.Absent:
                throw new MultiArchException(PodmanProblems.ListMissing(list));
            default:
                Check(list, await podman.LocalIndexAsync(list, settings, token));
                return await podman.ManifestPushAsync(list, destination, settings, onLine, token);
        }
    }

    private static void Check(string list, ImageIndex index)
    {
        if (index.Manifests.Count == 0)
        {
            throw new MultiArchException(PodmanProblems.ListCannotBePushed(
                list, "It is empty.", "Add images first: ManifestAdd(list, image)."));
        }

        var twice = index.Manifests
            .Where(entry => entry is { IsAttestation: false, Platform: not null, ArtifactType: null })
            .GroupBy(entry => (entry.Platform, entry.OsVersion, string.Join(',', entry.OsFeatures)))
            .Where(group => group.Count() > 1)
            .Select(group => group.Key.Platform)
            .ToList();
        if (twice.Count > 0)
        {
            throw new MultiArchException(PodmanProblems.ListCannotBePushed(
                list, $"It has more than one entry for {string.Join(", ", twice)}, and those who pull get the first, which is the older one.",
                $"Remove it (podman manifest rm {list}) and build again into a list of a new name."));
        }
    }
}
