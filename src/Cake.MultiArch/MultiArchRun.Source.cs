using Cake.Core.Diagnostics;
using Cake.MultiArch.Git;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <content>Where the source comes from, and what git says of it.</content>
public sealed partial class MultiArchRun
{
    /// <summary>Fetches the source into a folder of the run's own, when a git repository is given.</summary>
    /// <returns>Nothing; the source is kept for the next stages.</returns>
    /// <exception cref="MultiArchException">An argument cannot be used, or the repository, branch or commit cannot be had.</exception>
    public Task CloneAsync() => _source is not null ? Task.CompletedTask : StageAsync("Clone", async token =>
    {
        var settings = _records.Settings!;
        if (settings.Git is not null)
        {
            _clone = await new GitClone(_host).CloneAsync(settings.Git, _folder!.Source, _folder.Private, token).ConfigureAwait(false);
            _host.Log.Write(Verbosity.Normal, LogLevel.Information, "{0}", $"Cloned {settings.Git.Url} at {_clone.Commit}");
        }

        _source = _clone?.Folder ?? _host.Environment.WorkingDirectory.FullPath;
        if (settings.Reproducible)
        {
            await ReadFactsAsync(token).ConfigureAwait(false);
            if (_clone is not null)
            {
                ReproducibleSource.Prepare(_clone.Folder, _folder!.Repository);
            }
        }

        return _clone is not null;
    });

    /// <summary>Asks git about the source, once a run.</summary>
    private async Task ReadFactsAsync(CancellationToken token)
    {
        if (_reader is not null)
        {
            return;
        }

        var git = _records.Settings!.Git;
        var login = git is null ? null : new GitLogin(git.Username, git.Password);
        _reader = await SourceReader.OpenAsync(_host, _source!, git, login, _folder!.Private, token).ConfigureAwait(false);
        _facts = _reader is null ? null : await _reader.ReadAsync(ci: null, token).ConfigureAwait(false);
    }

    /// <summary>The time that stands for all times of a reproducible build; null for one that need not be.</summary>
    /// <exception cref="MultiArchException">There is none.</exception>
    private DateTimeOffset? Timestamp(MultiArchSettings settings) => !settings.Reproducible ? null
        : settings.SourceDateEpoch ?? _facts?.CommitTime ?? throw new MultiArchException(FormProblems.NoTime(_source!));
}
