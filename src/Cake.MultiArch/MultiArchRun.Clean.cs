using Cake.MultiArch.Clean;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch;

/// <content>Removing what runs leave: all of it when that is asked for, and in each run what killed ones left.</content>
public sealed partial class MultiArchRun
{
    private RunJournal _journal = RunJournal.None;
    private bool _isCleanUpIncomplete;

    /// <summary>
    /// Removes what runs that live no more have left: folders, working containers, lists (also those that <see cref="BuildAsync()"/> leaves as its
    /// result) and the images that they made and that have got no name since. What other runs, other programs and the user made stays.
    /// It needs no image, and reads no arguments.
    /// </summary>
    /// <returns>Nothing; what was removed and what stays is in the log.</returns>
    /// <exception cref="MultiArchException">Something that should have gone could not be removed (MA1976).</exception>
    public Task CleanAsync() => InquireAsync(() => StageAsync("Clean", CleanAsync, prepare: () => { }));

    private async Task<bool> CleanAsync(CancellationToken token)
    {
        var cleaner = new Cleaner(_host, _podman);
        await cleaner.RemoveAllAsync(token);
        if (cleaner.IsRemote)
        {
            _host.Say("Working containers that killed builds left with the podman service cannot be told apart from here; on its host CleanMultiArch removes those of yesterday.");
        }

        _host.Say(cleaner.Count == 0
            ? "Nothing was removed."
            : $"Things removed: {cleaner.Count}; free again: about {HostCheckProblems.Size(cleaner.Bytes)}.");
        return cleaner.Failures.Count == 0 ? cleaner.Count > 0 : throw new MultiArchException(CleanProblems.NotAll(cleaner.Failures));
    }

    /// <summary>Before the first image is made.</summary>
    private async Task BeginCleanAsync(CancellationToken token)
    {
        if (_journal == RunJournal.None)
        {
            _journal = await RunJournal.BeginAsync(_host, _folder!, token);
        }

        await new Cleaner(_host, _podman).RemoveKilledAsync(token);
    }

    /// <summary>What a build leaves that did not come to its end.</summary>
    private async Task RemoveHalfMadeAsync(CancellationToken token)
    {
        if (_records.Podman?.IsRemote != false)
        {
            await new HalfImages(_podman, store: null).RemoveAsync(token);
            return;
        }

        var store = new GraphStore((await _podman.InfoAsync(new PodmanInfoSettings(), token)).Store);
        foreach (var image in LostImages.Find(store, _folder!.RunId, _host.Clock.GetUtcNow(), _journal.Knows))
        {
            _journal.Note(RunJournal.MadeWord, RunJournal.Abbreviate(image));
        }

        await new WorkingContainers(_podman, store).RemoveAsync(marker => marker.RunId == _folder!.RunId, token);
        await new HalfImages(_podman, store).RemoveAsync(token);
    }

    /// <summary>After all else has been removed that the run does not leave on purpose.</summary>
    private async Task EndCleanAsync(CancellationToken token)
    {
        if (!_isCleanUpIncomplete)
        {
            _journal.End();
        }

        _journal.Dispose();
        if (_interruption?.Signal is null)
        {
            await TryAsync(() => new Cleaner(_host, _podman).RemoveUnusedAsync(_folder!.RunId, token));
        }
    }
}
