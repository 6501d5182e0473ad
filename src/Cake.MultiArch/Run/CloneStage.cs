using Cake.MultiArch.Git;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tags;

namespace Cake.MultiArch.Run;

/// <summary>The source that is built.</summary>
/// <param name="Folder">Its absolute path.</param>
/// <param name="Cloned">The clone that the run has made; null if the working directory is the source.</param>
/// <param name="Repository">Reads its git repository; null if it is in none.</param>
/// <param name="Facts">What git says of it; null if it is in no repository, or git does not answer.</param>
internal sealed record Sourced(string Folder, ClonedSource? Cloned, SourceReader? Repository, SourceFacts? Facts);

/// <summary>Fetches the source, and reads what git says of it.</summary>
internal sealed class CloneStage(OpenRun run)
{
    private readonly Host _host = run.Host;
    private readonly Once<ClonedSource> _clone = new();

    /// <exception cref="MultiArchException">The repository, branch or commit cannot be had, or facts that are needed cannot be
    /// read.</exception>
    public async Task<Sourced> RunAsync(Wanted wanted, CancellationToken token)
    {
        var (git, login) = (wanted.Common.Git, wanted.Common.GitLogin);
        var clone = git is null ? null : await _clone.GetAsync(() => CloneAsync(git, token));
        var folder = clone?.Folder ?? _host.Environment.WorkingDirectory.FullPath;
        var repository = await SourceReader.OpenAsync(_host, folder, git, login, run.Folder.Private, token);
        var facts = await FactsAsync(wanted, folder, repository, token);
        return facts is null && wanted.Images.Any(image => image.KeepNewer)
            ? throw new MultiArchException(TagProblems.NoRevision(folder))
            : new Sourced(folder, clone, repository, facts);
    }

    private async Task<ClonedSource> CloneAsync(GitSource git, CancellationToken token)
    {
        var clone = await new GitClone(_host).CloneAsync(git, run.Folder.Source, run.Folder.Private, token);
        _host.Say($"Cloned {git.Url} at {clone.Commit}");
        return clone;
    }

    /// <summary>A run that needs nothing of them goes on without.</summary>
    private async Task<SourceFacts?> FactsAsync(Wanted wanted, string folder, SourceReader? repository, CancellationToken token)
    {
        if (repository is null)
        {
            return null;
        }

        var isNeeded = wanted.Images.Any(image => TagStage.IsNeeded(image) || image.KeepNewer || image.Reproducible);
        var mayAskServer = wanted.Images.Any(image => TagStage.NeedsNames(image, wanted.Ci));
        try
        {
            return await repository.ReadAsync(wanted.Ci, mayAskServer, token);
        }
        catch (MultiArchException e) when (!isNeeded)
        {
            _host.Detail($"git does not tell what {folder} is: {e.Problem.Why}");
            return null;
        }
    }
}
