using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Containers;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Clean;

/// <summary>Removes what ended runs left behind, one thing at a time. If one thing cannot be removed, the others still are.</summary>
internal sealed class Cleaner(Host host, PodmanClient podman)
{
    /// <summary>An image that no run has used for this long no longer counts as layer cache.</summary>
    public static readonly TimeSpan CacheLife = TimeSpan.FromDays(14);

    /// <summary>A storage without a build for this long is forgotten, because it may no longer exist.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(90);

    private readonly List<Problem> _failures = [];
    private GraphStore? _store;
    private string _root = "";
    private long? _freeBefore;
    private long _folderBytes;

    /// <summary>The things that could not be removed, and why.</summary>
    public IReadOnlyList<Problem> Failures => _failures;

    /// <summary>How many things were removed.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// How many bytes the disk gained, as its file system reports. Other programs write to the same disk too. With a podman service, only
    /// the folders on this host are known.
    /// </summary>
    public long Bytes => _folderBytes
        + (_freeBefore is { } before && FreeSpace.Of(_root) is { } now ? Math.Max(0, now - before) : 0);

    /// <summary>Whether a podman service works with the storage. Its working containers cannot be identified from here.</summary>
    public bool IsRemote { get; private set; }

    /// <summary>
    /// Removes what killed runs left, except their images, which are the layer cache. Does nothing if no run was killed.
    /// </summary>
    public Task RemoveKilledAsync(CancellationToken token) => TryAsync(async () =>
    {
        var runs = Runs.Find(host);
        if (runs.WereKilled)
        {
            await RemoveFoldersAsync(runs, token);
            await TryAsync(() => RemoveStoredAsync(runs, [RunState.Killed], token));
        }
    });

    /// <summary>Removes everything that ended runs left, whether on purpose or not.</summary>
    public async Task RemoveAllAsync(CancellationToken token)
    {
        var runs = Runs.Find(host);
        await RemoveFoldersAsync(runs, token);
        await TryAsync(async () =>
        {
            await RemoveStoredAsync(runs, [RunState.Killed, RunState.Ended], token);
            await RemoveImagesAsync(runs, token);
        });
    }

    /// <summary>Removes the images that no run has used for long. Calls podman only if there are such images.</summary>
    /// <param name="runId">The ended run that removes them.</param>
    /// <param name="token">Interrupts podman.</param>
    public async Task RemoveUnusedAsync(string runId, CancellationToken token)
    {
        var runs = Runs.Find(host);
        var now = host.Clock.GetUtcNow();
        TryForget(runs.Foreign.Where(run => now - run.Moment > Memory).Select(run => (run, Enumerable.Empty<string>())));
        var lastUse = runs.Ended.SelectMany(run => run.Made.Concat(run.Used).Select(image => (image, run.Moment)))
            .GroupBy(pair => pair.image, pair => pair.Moment).ToDictionary(group => group.Key, group => group.Max());
        var old = lastUse.Where(pair => now - pair.Value > CacheLife).Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        var made = Made(runs.Ended, old.Contains);
        using var alone = old.Count > 0 ? runs.State?.TryRemoveImages() : null;
        HashSet<string> stay = [];
        if (alone is not null && made.Count > 0)
        {
            await AskAsync(token);
            var outcome = await new ImageRemoval(podman, _store).RemoveAsync(made, token);
            Tell(outcome, host.Detail);
            stay = Abbreviations(made.Keys, outcome.Needed.Concat(outcome.Left)).ToHashSet(StringComparer.Ordinal);
        }

        // An image that is in use now is checked again after the same time, not by every run. For other images, only the last use
        // matters. Runs whose folder or list can still show their state (for a day) are left alone.
        var there = alone is null ? [.. lastUse.Keys] : lastUse.Keys.Except(old).Concat(stay).ToHashSet(StringComparer.Ordinal);
        TryForget(
            runs.Ended.Where(run => run.HasEnded && ((run.RunId == runId && stay.Count > 0) || now - run.Moment > OwnFolder.LongestRun))
                .Select(run =>
                    (
                        run with
                        {
                            Used =
                                run.RunId == runId
                                    ? [.. run.Used, .. stay]
                                    : run.Used.Where(image => lastUse[image] == run.Moment).ToHashSet(StringComparer.Ordinal),
                        },
                        there.AsEnumerable()
                    )
                )
        );
    }

    private async Task AskAsync(CancellationToken token)
    {
        IsRemote = (await podman.VersionAsync(new PodmanVersionSettings(), token)).IsRemote;
        if (!IsRemote)
        {
            var store = (await podman.InfoAsync(new PodmanInfoSettings(), token)).Store;
            (_store, _root) = (new GraphStore(store), store.GraphRoot);
            _freeBefore = FreeSpace.Of(_root);
        }
    }

    private async Task RemoveFoldersAsync(Runs runs, CancellationToken token)
    {
        foreach (var folder in runs.LeftFolders)
        {
            var size = SizeOf(folder);
            if (await new FolderRemoval(podman).RemoveAsync(folder, token) is { } problem)
            {
                Fail(problem);
            }
            else
            {
                _folderBytes += size;
                Tell($"Removed the folder {folder} of a run that was killed");
            }
        }
    }

    private async Task RemoveStoredAsync(Runs runs, IReadOnlyList<RunState> states, CancellationToken token)
    {
        await AskAsync(token);
        if (_store is { } store)
        {
            NoteLostImages(runs, store);
            await RemoveContainersAsync(runs, store, token);
        }

        // This comes first, because these images can make every other podman command fail.
        if (await new HalfImages(podman, _store).RemoveAsync(token) is var half and > 0)
        {
            Tell($"Removed {Number(half, "image")} without a manifest, which a build that was killed left", half);
        }

        await TryAsync(() => RemoveSmokeContainersAsync(runs, states, token));
        var images = await StoredImages.ReadAsync(podman, _store, token);
        foreach (
            var name in images
                .SelectMany(image => image.Names)
                .Where(name => RunList.RunIdOf(name) is { } run && states.Contains(runs.StateOf(run)))
        )
        {
            await RemoveListAsync(name, token);
        }

        if (_failures.Count == 0)
        {
            TryForget(runs.Ended.Where(run => !run.HasEnded).Select(run => (run, run.Made.Concat(run.Used))));
        }
    }

    /// <summary>Must run before the containers are removed, because the containers lead to these images.</summary>
    private static void NoteLostImages(Runs runs, GraphStore store)
    {
        var known = runs.Ended.SelectMany(run => run.Made.Concat(run.Used)).ToHashSet(StringComparer.Ordinal);
        foreach (var run in runs.Ended.Where(run => !run.HasEnded))
        {
            run.Add(
                LostImages
                    .Find(store, run.RunId, run.LastSign, image => known.Contains(RunJournal.Abbreviate(image)))
                    .Select(RunJournal.Abbreviate)
            );
        }
    }

    private async Task RemoveContainersAsync(Runs runs, GraphStore store, CancellationToken token)
    {
        var containers = new WorkingContainers(podman, store);
        bool IsWanted(RunMarker marker) => runs.StateOf(marker) != RunState.Alive;
        IReadOnlyList<string> removed = [];
        Problem? why = null;
        await TryAsync(async () => removed = await containers.RemoveAsync(IsWanted, token), problem => why = problem);
        foreach (var container in removed)
        {
            Tell($"Removed the working container {container[..12]} of a build that was killed");
        }

        if (why is not null && containers.Find(IsWanted) is { Count: > 0 } left)
        {
            Fail(CleanProblems.StoredStays("working containers", left, why.Why, "podman rm --force"));
        }
    }

    /// <summary>
    /// Must run before the images are removed, because these containers need them. A container of a killed run can still be running.
    /// </summary>
    private async Task RemoveSmokeContainersAsync(Runs runs, IReadOnlyList<RunState> states, CancellationToken token)
    {
        var left = await RunContainer.OfRunsAsync(podman, run => states.Contains(runs.StateOf(run)), token);
        if (left.Count == 0)
        {
            return;
        }

        Problem? why = null;
        await TryAsync(() => podman.ContainersRemoveAsync(left, new PodmanCommandSettings(), token), problem => why = problem);
        if (why is not null)
        {
            Fail(CleanProblems.StoredStays("containers", left, why.Why, "podman rm --force"));
            return;
        }

        foreach (var container in left)
        {
            Tell($"Removed the container {container} of a smoke test");
        }
    }

    private async Task RemoveListAsync(string name, CancellationToken token)
    {
        Problem? why = null;
        var isList = await podman.ManifestExistsAsync(name, new ManifestExistsSettings(), token);
        if (!isList)
        {
            return;
        }

        await TryAsync(() => podman.ManifestDeleteAsync(name, new ManifestDeleteSettings(), token), problem => why = problem);
        if (why is null)
        {
            Tell($"Removed the list {name}");
        }
        else if (await podman.ManifestExistsAsync(name, new ManifestExistsSettings(), token))
        {
            Fail(CleanProblems.StoredStays("lists", [name], why.Why, "podman manifest rm"));
        }
    }

    private async Task RemoveImagesAsync(Runs before, CancellationToken token)
    {
        if (before.Ended.Count == 0)
        {
            return;
        }

        using var alone = before.State!.TryRemoveImages();
        if (
            alone is null
            || (_store is { } store && WorkingContainers.Marked(store).Any(container => before.StateOf(container.Marker) == RunState.Alive))
        )
        {
            Say("A run builds, and podman would fail to find its layers: the images stay. Run this again when it has ended.");
            return;
        }

        var runs = Runs.Find(host);
        var made = Made(runs.Ended, _ => true);
        var outcome = await new ImageRemoval(podman, _store).RemoveAsync(made, token);
        Tell(outcome, host.Say);
        if (outcome.Left.Count > 0)
        {
            Fail(CleanProblems.StoredStays("images", outcome.Left, outcome.Why?.Why ?? "Podman does not say why.", "podman rmi"));
        }

        var there = Abbreviations(made.Keys, outcome.Needed.Concat(outcome.Left)).ToHashSet(StringComparer.Ordinal);
        TryForget(runs.Ended.Where(run => run.HasEnded).Select(run => (run, there.AsEnumerable())));
    }

    private static long SizeOf(string folder)
    {
        try
        {
            var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
            return new DirectoryInfo(folder).EnumerateFiles("*", all).Sum(file => file.Length);
        }
        catch (Exception e) when (e.IsFileError)
        {
            return 0;
        }
    }

    /// <summary>The images that runs made, each with the start of the first of those runs.</summary>
    private static Dictionary<string, DateTimeOffset> Made(IEnumerable<JournaledRun> runs, Func<string, bool> isWanted) => runs
        .SelectMany(run => run.Made.Where(isWanted).Select(image => (image, run.Moment)))
        .GroupBy(pair => pair.image, pair => pair.Moment).ToDictionary(group => group.Key, group => group.Min());

    private static IEnumerable<string> Abbreviations(IEnumerable<string> made, IEnumerable<string> images) =>
        images.SelectMany(image => made.Where(abbreviation => image.StartsWith(abbreviation, StringComparison.Ordinal)));

    private void Tell(ImagesRemoved outcome, Action<string> say)
    {
        foreach (var image in outcome.Removed)
        {
            Count++;
            say($"Removed the image {image[..12]}");
        }

        if (outcome.Needed.Count > 0)
        {
            say(
                $"A container or a list needs {Number(outcome.Needed.Count, "image")}, which stay: {string.Join(' ', outcome.Needed.Select(image => image[..12]))}"
            );
        }
    }

    private void Tell(string what, int count = 1)
    {
        Count += count;
        host.Say(what);
    }

    private void Say(string text) => host.Say(text);

    private void Fail(Problem problem)
    {
        _failures.Add(problem);
        host.Warn(problem);
    }

    private void TryForget(IEnumerable<(JournaledRun Run, IEnumerable<string> Images)> runs)
    {
        foreach (var (run, images) in runs.ToList())
        {
            try
            {
                run.Keep(images.ToHashSet(StringComparer.Ordinal));
            }
            catch (Exception e) when (e.IsFileError)
            {
                host.Detail($"{run.File} cannot be written: {e.Message}");
            }
        }
    }

    private Task TryAsync(Func<Task> work) => TryAsync(work, Fail);

    private static async Task TryAsync(Func<Task> work, Action<Problem> fail)
    {
        try
        {
            await work();
        }
        catch (MultiArchException e)
        {
            fail(e.Problem);
        }
        catch (Exception e) when (e.IsFileError)
        {
            fail(FileAccessProblems.Unusable("Clean", e.Message));
        }
    }

    private static string Number(int count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";
}
