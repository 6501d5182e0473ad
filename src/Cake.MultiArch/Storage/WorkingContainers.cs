using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Storage;

/// <summary>
/// The working containers that an interrupted or killed build leaves. <c>podman image prune</c> does not see them, and they keep their
/// layers on the disk. Removing all of them would break another build in the same storage.
/// </summary>
internal sealed class WorkingContainers(PodmanClient podman, GraphStore store)
{
    /// <summary>Removes the containers of some runs, and those that no build has noted as its own.</summary>
    /// <param name="isWanted">Selects the runs.</param>
    /// <param name="token">Interrupts podman.</param>
    /// <returns>The removed containers.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync(Func<RunMarker, bool> isWanted, CancellationToken token)
    {
        var found = Find(isWanted);
        if (Half().ToList() is { Count: > 0 } half)
        {
            await Task.Delay(HalfImages.Patience, token);
            found = [.. found, .. Half().Intersect(half)];
        }

        if (found.Count > 0)
        {
            await podman.RunAsync(new PodmanCommandSettings(), ["rm", "--force", "--ignore", .. found], token);
        }

        return found;
    }

    public IReadOnlyList<string> Find(Func<RunMarker, bool> isWanted) =>
        [.. Marked(store).Where(container => isWanted(container.Marker)).Select(container => container.Id).Order(StringComparer.Ordinal)];

    /// <summary>
    /// The working containers of this and other runs. Buildah keeps the state of each container, with the secrets of its build.
    /// </summary>
    public static IEnumerable<(string Id, RunMarker Marker)> Marked(GraphStore store)
    {
        foreach (var folder in Directory.Exists(store.ContainersFolder) ? Directory.EnumerateDirectories(store.ContainersFolder) : [])
        {
            var container = Path.GetFileName(folder);
            if (Read(store.StateOf(container)) is { } text && RunMarker.Find(text) is { } marker)
            {
                yield return (container, marker);
            }
        }
    }

    private IEnumerable<string> Half() => store.Containers().Where(container => container.IsHalf).Select(container => container.Id);

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e.IsFileError)
        {
            return null;
        }
    }
}
