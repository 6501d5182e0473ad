using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman.Build;

/// <summary>
/// A build that is believed only when its list is right: exactly one entry for each platform that was wanted, and nothing else than what
/// the list held before. Podman ends with exit code 0 for a list that lacks platforms, or has two entries for one.
/// </summary>
internal sealed class CheckedBuild(PodmanClient podman)
{
    /// <exception cref="MultiArchException">The build failed, or its list is not what was wanted; a list that was made here is then removed.</exception>
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
            throw new MultiArchException(PodmanProblems.ImageInsteadOfList(list, "PodmanBuildSettings.Manifest"));
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

    /// <summary>What is wrong with a list, as the rest of a sentence each.</summary>
    /// <param name="before">The platforms that it had before; they may stay.</param>
    /// <param name="wanted">The platforms that were built.</param>
    /// <param name="after">The platforms that it has now.</param>
    internal static IReadOnlyList<string> Defects(
        IReadOnlyCollection<Platform> before, IReadOnlyCollection<Platform> wanted, IReadOnlyCollection<Platform> after)
    {
        var defects = new List<string>();
        Add("it lacks", wanted.Except(after));
        Add("it has more than one entry for", after.GroupBy(platform => platform).Where(group => group.Count() > 1).Select(group => group.Key));
        Add("nobody asked for its entry", after.Except(wanted).Except(before));
        return defects;

        void Add(string what, IEnumerable<Platform> platforms)
        {
            var names = string.Join(", ", platforms.Distinct());
            if (names.Length > 0)
            {
                defects.Add($"{what} {names}");
            }
        }
    }

    private static List<Platform> Platforms(ImageIndex? index) =>
        [.. (index?.Manifests ?? []).Where(entry => !entry.IsAttestation).Select(entry => entry.Platform).OfType<Platform>()];

    private async Task<ImageIndex> CheckAsync(string list, PodmanBuildSettings settings, ImageIndex? before, CancellationToken token)
    {
        var index = await podman.LocalIndexAsync(list, settings, token);
        var after = Platforms(index);

        // Which platforms the bases have is not known here: each must be there once, whatever they are.
        var wanted = settings.AllPlatforms ? [.. after.Distinct()] : await WantedAsync(settings, token);
        var defects = after.Count == 0 ? ["it is empty"] : Defects(Platforms(before), wanted, after);
        return defects.Count == 0 ? index : throw new MultiArchException(PodmanProblems.ListHasOthers(list, defects));
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
