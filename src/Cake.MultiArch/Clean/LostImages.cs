using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Clean;

/// <summary>
/// Finds the image that a build had just made when it was killed, before podman could print its identifier. It has the same layer as the
/// working container that it was made from, and that container still exists.
/// </summary>
internal static class LostImages
{
    /// <summary>How much later than the last sign of life the image may have been made.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2) + RunJournal.Heartbeat;

    /// <param name="store">The storage.</param>
    /// <param name="runId">The run that was killed or interrupted.</param>
    /// <param name="lastSign">When the run was last known to be alive.</param>
    /// <param name="isKnown">Whether a run has noted an image.</param>
    /// <returns>Their identifiers.</returns>
    public static IReadOnlyList<string> Find(GraphStore store, string runId, DateTimeOffset lastSign, Func<string, bool> isKnown)
    {
        var own = WorkingContainers
            .Marked(store)
            .Where(container => container.Marker.RunId == runId)
            .Select(container => container.Id)
            .ToHashSet(StringComparer.Ordinal);
        if (own.Count == 0)
        {
            return [];
        }

        var parents = store.Parents();
        var places = store.Containers().Where(container => own.Contains(container.Id))
            .Select(container => (Layer: parents.GetValueOrDefault(container.Layer, ""), container.Created)).ToList();
        return
        [
            .. store.Images()
                .Where(image => image is { Names.Count: 0, Entries.Count: 0 } && image.Made <= lastSign + Delay && !isKnown(image.Id))
                .Where(image =>
                    places.Any(place =>
                        image.Made >= place.Created
                        && (image.Layer == place.Layer || parents.GetValueOrDefault(image.Layer, "") == place.Layer)
                    )
                )
                .Select(image => image.Id),
        ];
    }
}
