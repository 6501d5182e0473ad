using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Oci.Documents;
using Cake.MultiArch.Podman.Manifests;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman.Build;

/// <summary>
/// A build whose list is checked afterwards: it has one entry for each wanted platform, and beside them only what it held before.
/// Podman ends with exit code 0 for a list that lacks platforms, or has two entries for one.
/// </summary>
internal sealed class CheckedBuild(PodmanClient podman)
{
    /// <exception cref="MultiArchException">
    /// The build failed, or its list is not what was wanted. A list that was made here is then removed.
    /// </exception>
    public async Task<PodmanBuildResult> RunAsync(
        string context, PodmanBuildSettings settings, Action<ProcessLine>? onLine, CancellationToken token)
    {
        if (settings.Manifest is not { } list)
        {
            return await podman.BuildAsync(context, settings, onLine, token);
        }

        new BuildChecks(podman.Host).Check(context, settings);
        var presence = await podman.PresenceAsync(list, settings, token);
        if (presence == ManifestPresence.Image)
        {
            throw new MultiArchException(ManifestProblems.ImageInsteadOfList(list, "PodmanBuildSettings.Manifest"));
        }

        var before = presence == ManifestPresence.List ? await podman.LocalIndexAsync(list, settings, token) : null;
        try
        {
            var result = await podman.BuildAsync(context, settings, onLine, token);
            return result.ImageId.Length == 0
                ? result
                : result with { Index = await CheckAsync(list, settings, before, token) };
        }
        catch (Exception) when (presence == ManifestPresence.Absent)
        {
            await podman.RemoveIfThereAsync(list, settings);
            throw;
        }
    }

    private async Task<ImageIndex> CheckAsync(string list, PodmanBuildSettings settings, ImageIndex? before, CancellationToken token)
    {
        var index = await podman.LocalIndexAsync(list, settings, token);

        // With AllPlatforms it is not known here which platforms the bases have.
        var wanted = settings.AllPlatforms ? null : await WantedAsync(settings, token);
        Check(list, index, wanted, before);
        return index;
    }

    /// <param name="list">Its name.</param>
    /// <param name="index">What it holds now.</param>
    /// <param name="wanted">The platforms that were built; null when any will do.</param>
    /// <param name="before">What it held before the build; null when it was made by it.</param>
    internal static void Check(string list, ImageIndex index, IReadOnlyCollection<Platform>? wanted, ImageIndex? before)
    {
        IReadOnlyList<Platform> kept = [.. (before?.Manifests ?? []).Select(entry => entry.Platform).OfType<Platform>()];
        if (IndexRules.OfList(index, wanted, kept) is { Count: > 0 } defects)
        {
            throw new MultiArchException(ManifestProblems.ListHasOthers(list, [.. defects.Select(defect => defect.Message)]));
        }
    }

    private async Task<IReadOnlyCollection<Platform>> WantedAsync(PodmanBuildSettings settings, CancellationToken token)
    {
        if (settings.Platforms.Count > 0)
        {
            return [.. settings.Platforms];
        }

        var native = Platform.Parse((await podman.VersionAsync(settings, token)).OsArch);
        return [new Platform(settings.Os ?? native.Os, settings.Arch ?? native.Architecture, settings.Variant)];
    }
}
