using System.Globalization;
using Cake.MultiArch.Build;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>
/// What runs that were killed have left: their folders and their working containers. Lists are not looked at, because one can be
/// the result of BuildMultiArch.
/// </summary>
internal sealed class LeftoversCheck : ICheck
{
    public string Name => "leftovers";

    public CheckNeeds Needs => CheckNeeds.Podman;

    /// <summary>It is no reason for a run to fail, and podman takes a good part of a second to say where its storage is.</summary>
    public bool IsCheap => false;

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token)
    {
        var now = context.Host.Clock.GetUtcNow();
        var parent = RunFolder.Parent(context.Host);
        List<Finding> found = [];
        if (RunFolder.All(parent).Where(folder => IsLeft(folder, now)).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } folders)
        {
            found.Add(Finding.Warning(LeftoverProblems.FoldersLeft(parent, folders)));
        }

        if (!context.Version!.IsRemote)
        {
            var store = (await context.InfoAsync().WaitAsync(token).ConfigureAwait(false)).Store;
            var containers = WorkingContainers.Marked(store.GraphRoot, store.GraphDriver).Where(container => HasEnded(container.Marker, now))
                .Select(container => container.Id).Order(StringComparer.Ordinal).ToList();
            if (containers.Count > 0)
            {
                found.Add(Finding.Warning(LeftoverProblems.ContainersLeft(store.GraphRoot, containers)));
            }
        }

        return found.Count > 0 ? found : [Finding.Ok("No run has left anything behind")];
    }

    /// <summary>A run whose folder is not here can be one of another container with the same storage; its identifier begins with its start.</summary>
    private static bool HasEnded(RunMarker marker, DateTimeOffset now)
    {
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(marker.File))!;
        return Directory.Exists(folder)
            ? IsLeft(folder, now)
            : DateTimeOffset.TryParseExact(marker.RunId.Split('-')[0], RunFolder.MomentFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var begin)
                && now - begin > RunFolder.LongestRun;
    }

    private static bool IsLeft(string folder, DateTimeOffset now)
    {
        try
        {
            return RunFolder.IsLeft(folder, now);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's, or it goes just now.
            return false;
        }
    }
}
