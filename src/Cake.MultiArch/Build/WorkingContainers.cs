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

        var own = Marked(root.Trim(), driver.Trim()).Where(container => container.Marker.RunId == marker.RunId).Select(container => container.Id).ToList();
        if (own.Count > 0)
        {
            await podman.RunAsync(new PodmanCommandSettings(), ["rm", "--force", .. own], token).ConfigureAwait(false);
        }

        return own.Count;
    }

    /// <summary>The working containers of runs, of this and of others. Buildah keeps the state of each in <c>buildah.json</c>, with the secrets of its build.</summary>
    public static IEnumerable<(string Id, RunMarker Marker)> Marked(string graphRoot, string driver)
    {
        var folder = Path.Combine(graphRoot, $"{driver}-containers");
        foreach (var container in Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [])
        {
            if (Read(Path.Combine(container, "userdata", "buildah.json")) is { } text && RunMarker.Find(text) is { } marker)
            {
                yield return (Path.GetFileName(container), marker);
            }
        }
    }

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
