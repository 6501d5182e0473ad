using Cake.MultiArch.Clean;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Report;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Run;

/// <summary>Removes what killed runs left before a run builds, and what the run itself leaves at its end.</summary>
internal sealed class RunCleanUp(Host host, PodmanClient podman, RunFolder folder)
{
    /// <summary>How long the end may take.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private bool _isIncomplete;

    /// <summary>Which images the run makes.</summary>
    public RunJournal Journal { get; private set; } = RunJournal.None;

    /// <summary>Before the first image is made.</summary>
    public async Task BeginAsync(CancellationToken token)
    {
        if (Journal == RunJournal.None)
        {
            Journal = await RunJournal.BeginAsync(host, folder, token);
        }

        await new Cleaner(host, podman).RemoveKilledAsync(token);
    }

    /// <summary>
    /// A list is of no use once it is published, or when something failed. After a build alone it is the result, and stays.
    /// Images stay as layer cache.
    /// </summary>
    /// <param name="run">The run that ends.</param>
    /// <param name="signal">The signal that interrupted it; null if none did.</param>
    public async Task EndAsync(OpenRun run, string? signal)
    {
        var begun = run.Images.Select(image => image.Facts).Where(image => image.Plan is not null).ToList();
        if (begun.Count == 0)
        {
            return;
        }

        using var limit = new CancellationTokenSource(Limit);
        var hasHalfMade = begun.Any(image => image.Built is null);
        if (hasHalfMade)
        {
            // What is half made goes before the lists: removing a list can fail with it.
            run.Credentials.Dispose();
            await TryAsync(() => RemoveHalfMadeAsync(run.IsRemote, limit.Token));
        }

        foreach (var image in begun)
        {
            await EndListAsync(image, run.Facts.Failure is not null, limit.Token);
        }

        if (hasHalfMade && run.IsRemote && signal is not null)
        {
            // The mark that tells whose container it is lies on that host, and podman does not show it.
            host.Warn("Working containers of the interrupted build may stay with the podman service. "
                + "podman ps --all --external lists them there.");
        }

        await EndJournalAsync(signal, limit.Token);
    }

    private async Task EndListAsync(ImageFacts image, bool hasFailed, CancellationToken token)
    {
        if (image.Plan is not { ListName: var list })
        {
            return;
        }

        if (image is { Built: not null, Receipts.Count: 0 } && !hasFailed)
        {
            host.Result($"Built {list}");
            return;
        }

        await TryAsync(async () =>
        {
            if (await podman.ManifestExistsAsync(list, new ManifestExistsSettings(), token))
            {
                await podman.ManifestDeleteAsync(list, new ManifestDeleteSettings(), token);
            }
        });
    }

    private async Task RemoveHalfMadeAsync(bool isRemote, CancellationToken token)
    {
        if (isRemote)
        {
            await new HalfImages(podman, store: null).RemoveAsync(token);
            return;
        }

        var store = new GraphStore((await podman.InfoAsync(new PodmanInfoSettings(), token)).Store);
        foreach (var image in LostImages.Find(store, folder.RunId, host.Clock.GetUtcNow(), Journal.Knows))
        {
            Journal.Note(RunJournal.MadeWord, RunJournal.Abbreviate(image));
        }

        await new WorkingContainers(podman, store).RemoveAsync(marker => marker.RunId == folder.RunId, token);
        await new HalfImages(podman, store).RemoveAsync(token);
    }

    /// <summary>After everything else that the run does not leave on purpose.</summary>
    private async Task EndJournalAsync(string? signal, CancellationToken token)
    {
        if (!_isIncomplete)
        {
            Journal.End();
        }

        Journal.Dispose();
        if (signal is null)
        {
            await TryAsync(() => new Cleaner(host, podman).RemoveUnusedAsync(folder.RunId, token));
        }
    }

    /// <summary>One thing that cannot be removed keeps nothing else from being removed.</summary>
    private async Task TryAsync(Func<Task> remove)
    {
        try
        {
            await remove();
        }
        catch (Exception e) when (e is MultiArchException or OperationCanceledException || e.IsFileError)
        {
            _isIncomplete = true;
            host.Warn($"The clean-up is not complete: {host.Secrets.Redact(e.Message)}");
        }
    }
}
