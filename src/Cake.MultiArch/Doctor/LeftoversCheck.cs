using Cake.MultiArch.Clean;
using Cake.MultiArch.Podman.Containers;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Doctor;

/// <summary>
/// Finds what killed runs have left: their folders, containers and lists. The lists and images of other runs are results and the layer
/// cache. They are counted, and are no reason for a warning.
/// </summary>
internal sealed class LeftoversCheck : ICheck
{
    public string Name => "leftovers";

    public CheckNeeds Needs => CheckNeeds.Podman;

    /// <summary>Leftovers do not make a run fail, and podman takes most of a second to say where its storage is.</summary>
    public bool IsCheap => false;

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token)
    {
        var runs = Runs.Find(context.Host);
        List<Finding> found = [];
        if (runs.LeftFolders.Count > 0)
        {
            found.Add(Finding.Warning(LeftoverProblems.FoldersLeft(RunFolder.Parent(context.Host), runs.LeftFolders)));
        }

        var info = context.Version!.IsRemote ? null : (await context.InfoAsync().WaitAsync(token)).Store;
        var store = info is null ? null : new GraphStore(info);
        if (
            store is not null
            && new WorkingContainers(context.Podman, store).Find(marker => runs.StateOf(marker) != RunState.Alive)
                is { Count: > 0 } containers
        )
        {
            found.Add(Finding.Warning(LeftoverProblems.ContainersLeft(info!.GraphRoot, containers)));
        }

        if (await RunContainer.OfRunsAsync(context.Podman, run => runs.StateOf(run) != RunState.Alive, token) is { Count: > 0 } tests)
        {
            found.Add(Finding.Warning(LeftoverProblems.SmokeTestsLeft(tests)));
        }

        var images = await StoredImages.ReadAsync(context.Podman, store, token);
        var lists = images.SelectMany(image => image.Names).Where(name => RunList.RunIdOf(name) is not null).Order(StringComparer.Ordinal)
            .ToLookup(name => runs.StateOf(RunList.RunIdOf(name)!));
        if (lists[RunState.Killed].ToList() is { Count: > 0 } left)
        {
            found.Add(Finding.Warning(LeftoverProblems.ListsLeft(left)));
        }

        if (found.Count == 0)
        {
            found.Add(Finding.Ok("No run has left anything behind"));
        }

        var made = runs.Ended.SelectMany(run => run.Made).ToHashSet(StringComparer.Ordinal);
        var cache = images.Count(image => image.Names.Count == 0 && made.Contains(RunJournal.Abbreviate(image.Id)));
        return cache + lists[RunState.Ended].Count() == 0
            ? found
            :
            [
                .. found,
                Finding.Ok(
                    $"{cache} images of runs are kept as layer cache, and {lists[RunState.Ended].Count()} lists as results; "
                        + "CleanMultiArch removes them"
                ),
            ];
    }
}
