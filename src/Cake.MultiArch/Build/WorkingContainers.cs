using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Build;

/// <summary>
/// Removes the working containers that an interrupted build leaves behind. <c>podman image prune</c> does not see them and they
/// keep their layers on the disk; removing all of them would hit another build in the same storage.
/// </summary>
internal sealed class WorkingContainers(PodmanClient podman)
{
    /// <summary>Removes those of one run.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RemoveAsync(RunMarker marker, CancellationToken token)
    {
        var store = await podman.RunAsync(
            new PodmanCommandSettings(), ["info", "--format", "{{.Store.GraphRoot}}\n{{.Store.GraphDriverName}}"], token).ConfigureAwait(false);
        if (store.Output.Split('\n') is not [var root, var driver, ..])
        {
            return 0;
        }

        var folder = Path.Combine(root.Trim(), $"{driver.Trim()}-containers");
        var own = Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder).Where(container => IsMarked(container, marker)).Select(container => Path.GetFileName(container)).ToList()
            : [];
        if (own.Count > 0)
        {
            await podman.RunAsync(new PodmanCommandSettings(), ["rm", "--force", .. own], token).ConfigureAwait(false);
        }

        return own.Count;
    }

    /// <summary>Buildah keeps the state of a working container in <c>buildah.json</c>, with the secrets of its build.</summary>
    private static bool IsMarked(string container, RunMarker marker)
    {
        try
        {
            return File.ReadAllText(Path.Combine(container, "userdata", "buildah.json")).Contains($"id={marker.Id},", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
