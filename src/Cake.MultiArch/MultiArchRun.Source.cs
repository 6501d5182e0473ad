using Cake.MultiArch.Git;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tags;

namespace Cake.MultiArch;

/// <content>The source, what git and the CI system say of it, and the tags that follow from that.</content>
public sealed partial class MultiArchRun
{
    private SourceReader? _sourceReader;
    private SourceFacts? _facts;
    private Problem? _untagged;

    /// <summary>Fetches the source into a folder of the run's own, when a git repository is given.</summary>
    /// <returns>Nothing; the source is kept for the next stages.</returns>
    /// <exception cref="MultiArchException">An argument cannot be used, or the repository, branch or commit cannot be had.</exception>
    public Task CloneAsync() => _source is not null ? Task.CompletedTask : StageAsync("Clone", async token =>
    {
        var settings = _records.Settings!;
        if (settings.Git is not null)
        {
            _clone = await new GitClone(_host).CloneAsync(settings.Git, _folder!.Source, _folder.Private, token);
            _host.Say($"Cloned {settings.Git.Url} at {_clone.Commit}");
        }

        _source = _clone?.Folder ?? _host.Environment.WorkingDirectory.FullPath;
        await ReadSourceAsync(token);
        return _clone is not null;
    });

    /// <summary>The time that stands for all times of a reproducible build; null for one that need not be.</summary>
    /// <exception cref="MultiArchException">There is none.</exception>
    private DateTimeOffset? Timestamp(MultiArchSettings settings) => !settings.Reproducible ? null
        : _facts is { IsDirty: true } ? throw new MultiArchException(FormProblems.DirtySource(_source!))
        : settings.SourceDateEpoch ?? _facts?.CommitTime ?? throw new MultiArchException(FormProblems.NoTime(_source!));

    /// <summary>Reads the facts of the source once it is there, and gives the destinations their tags.</summary>
    /// <exception cref="MultiArchException">A destination without a tag gets none, and it is to be published to (MA1550).</exception>
    private async Task ReadSourceAsync(CancellationToken token)
    {
        var settings = _records.Settings!;
        var ci = CiReader.Read(_context);
        _sourceReader = await SourceReader.OpenAsync(_host, _source!, settings.Git, settings.GitLogin, _folder!.Private, token);
        var isTagged = settings.Tags.Count > 0 && settings.Destinations.OfType<RegistryDestination>().Any();
        var needsNames = isTagged && TagRules.NeedNames(settings.Tags, ci);
        _facts = await FactsAsync(ci, needsNames, isNeeded: isTagged || settings.KeepNewer || settings.Reproducible, token);
        if (settings.KeepNewer && _facts is null)
        {
            throw new MultiArchException(TagProblems.NoRevision(_source!));
        }

        if (!isTagged)
        {
            return;
        }

        var names = _sourceReader is null || !needsNames ? new RepositoryNames([], [], Gap: null) : await _sourceReader.ListNamesAsync(ci, token);
        var derived = TagRules.Derive(settings.Tags, _facts, ci, names);
        Tell(derived);
        _records = _records with { Settings = settings.With(derived) };
        _untagged = _records.Settings.Untagged(derived);

        // A build alone needs no tag.
        if (_untagged is not null && (_publishes || _isInquiry))
        {
            throw new MultiArchException(_untagged);
        }
    }

    /// <summary>The facts, without which a run that derives nothing from them goes on.</summary>
    private async Task<SourceFacts?> FactsAsync(CiSource? ci, bool mayAskServer, bool isNeeded, CancellationToken token)
    {
        try
        {
            return _sourceReader is null ? null : await _sourceReader.ReadAsync(ci, mayAskServer, token);
        }
        catch (MultiArchException e) when (!isNeeded)
        {
            _host.Detail($"git does not tell what {_source} is: {e.Problem.Why}");
            return null;
        }
    }

    private void Tell(DerivedTags derived)
    {
        if (derived.Gap is not null)
        {
            _host.Warn($"No tag of a series, no latest, and none of a branch whose name is no tag as it is can be given, because the git tags and branches of the repository cannot be listed.\n{derived.Gap}");
        }

        foreach (var note in derived.Notes)
        {
            _host.Say(note);
        }

        _host.Say($"Tags: {(derived.Tags.Count == 0 ? "none" : string.Join(", ", derived.Tags))}");
    }
}
