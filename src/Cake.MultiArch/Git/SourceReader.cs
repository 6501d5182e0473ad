using System.Globalization;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>Reads what git says about a source. The source is the run's clone or any folder of the user.</summary>
internal sealed class SourceReader
{
    private readonly Host _host;
    private readonly GitSource? _clone;

    /// <summary>The server's answer or its failure. It is kept, so a run waits only once for a server that does not answer.</summary>
    private Task<RemoteReferences>? _references;

    private SourceReader(Host host, SourceRepository repository, GitSource? clone, GitConnection? connection)
    {
        _host = host;
        _clone = clone;
        Repository = repository;
        Connection = connection;
    }

    public SourceRepository Repository { get; }

    /// <summary>Null if the source has no remote.</summary>
    public GitConnection? Connection { get; }

    /// <returns>Null if git has no information about the source. The log says why.</returns>
    /// <param name="host">For the log and for git.</param>
    /// <param name="folder">The absolute path of the source.</param>
    /// <param name="clone">What the run cloned into the folder. Null for a folder of the user.</param>
    /// <param name="login">The run's credentials for the server that the source comes from. Null if there are none.</param>
    /// <param name="privateFolder">A folder that nobody else may read.</param>
    /// <param name="token">Cancels git.</param>
    public static async Task<SourceReader?> OpenAsync(
        Host host, string folder, GitSource? clone, GitLogin? login, string privateFolder, CancellationToken token)
    {
        if (await SourceRepository.OpenAsync(host, folder, token) is not { } repository)
        {
            return null;
        }

        // The configuration of another user must not decide where a password is sent.
        login = repository.IsForeign ? null : login;
        var remote = await repository.RemoteAsync(token);
        if (clone is null && !string.IsNullOrEmpty(login?.Password))
        {
            remote?.Url.WarnOfPlainHttp(host);
        }

        return new SourceReader(host, repository, clone, remote is null ? null : new GitConnection(host, remote, login, privateFolder));
    }

    /// <summary>Reads the facts. If the server does not answer, some facts are missing, but this does not fail.</summary>
    /// <param name="ci">Null outside of a CI system.</param>
    /// <param name="mayAskServer">
    /// Whether to ask the server for what a checkout of the user does not show reliably. For the run's own clone, the server is always
    /// asked.
    /// </param>
    /// <param name="token">Cancels git.</param>
    /// <exception cref="MultiArchException">git fails on this machine.</exception>
    public async Task<SourceFacts> ReadAsync(CiSource? ci, bool mayAskServer, CancellationToken token)
    {
        var head = (await AskAsync(["rev-list", "--max-count=1", "--format=%ct", "HEAD"], token)).Split('\n');
        var commit = head[0]["commit ".Length..].Trim();
        var asksServer = _clone is not null || (mayAskServer && (ci is not null || Repository.IsShallow));
        var tags = asksServer ? (await ListNamesAsync(ci, token)).Tags : await LocalTagsAsync(token);
        ci = ci is not null && await IsOfAsync(ci, commit, token) ? ci : null;
        return new SourceFacts(
            commit,
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(head[1], CultureInfo.InvariantCulture)),
            await IsDirtyAsync(token),
            Connection?.Remote.Url.Public,
            await BranchAsync(commit, ci, mayAskServer, token),

            // A CI system that builds a tag may not have fetched the tag.
            [
                .. tags.Where(tag => tag.Commit == commit)
                    .Select(tag => tag.Name)
                    .Concat(ci?.Tag is { } built ? [built] : [])
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ]
        );
    }

    /// <summary>Lists the tags and branches of the server. Outside of a CI system, local tags are added.</summary>
    /// <remarks>
    /// The server is asked even if the whole history is local, because a checkout may have no tags although the repository has some. A CI
    /// system may build in the folder of an earlier job, which may still have tags that were deleted on the server.
    /// </remarks>
    public async Task<RepositoryNames> ListNamesAsync(CiSource? ci, CancellationToken token)
    {
        var local = await LocalTagsAsync(token);
        if (Connection is null)
        {
            return new RepositoryNames(
                local,
                await LocalBranchesAsync(token),
                Repository.IsShallow ? GitHistoryProblems.NoRemote(Repository.Top) : null
            );
        }

        try
        {
            var (branches, tags) = await ReferencesAsync(token);

            // If a tag was moved on the server, the server's commit counts.
            var names = tags.Select(tag => tag.Name).ToHashSet(StringComparer.Ordinal);
            return new RepositoryNames(
                ci is not null ? tags : [.. tags, .. local.Where(tag => !names.Contains(tag.Name))],
                [.. branches.Keys],
                Gap: null
            );
        }
        catch (MultiArchException e)
        {
            _host.Detail($"The tags of {Connection.Remote.Url.Text} cannot be listed: {e.Problem.Why}");
            return new RepositoryNames(local, [], e.Problem);
        }
    }

    private Task<RemoteReferences> ReferencesAsync(CancellationToken token) =>
        _references ??= RemoteReferences.ListAsync(Connection!, Repository, token);

    private async Task<IReadOnlyList<GitTag>> LocalTagsAsync(CancellationToken token)
    {
        // For a lightweight tag the last field is empty.
        var lines = await AskAsync(["for-each-ref", "--format=%(refname:strip=2)%09%(objectname)%09%(*objectname)", "refs/tags"], token);
        return
        [
            .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.TrimEnd('\r').Split('\t'))
                .Select(fields => new GitTag(fields[0], fields[2].Length > 0 ? fields[2] : fields[1])),
        ];
    }

    private async Task<IReadOnlyList<string>> LocalBranchesAsync(CancellationToken token) =>
        (await AskAsync(["for-each-ref", "--format=%(refname:strip=2)", "refs/heads"], token)).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );

    private async Task<bool> IsDirtyAsync(CancellationToken token)
    {
        // Do not run filters from the configuration of another user, and do not look into that user's submodules.
        var filters = Repository.IsForeign ? await FiltersAsync(token) : [];
        if (filters.Any(name => name.Contains('=', StringComparison.Ordinal)))
        {
            // git -c reads the name up to the first "=". So this filter cannot be switched off, and git must not compare the files.
            return true;
        }

        var submodules = Repository.IsForeign ? "--ignore-submodules=dirty" : "--ignore-submodules=untracked";
        var outcome = await Repository.Git.RunAsync(
            [
                .. filters.SelectMany(name => new[] { "-c", name + "=" }),
                "status",
                "--porcelain",
                "--untracked-files=no",
                submodules,
                "--",
                ":/",
            ],
            token
        );

        // If git cannot compare the files, they may differ from the commit.
        return outcome.ExitCode != 0 || outcome.Output.Length > 0;
    }

    private async Task<IReadOnlyList<string>> FiltersAsync(CancellationToken token)
    {
        var outcome = await Repository.Git.RunAsync(
            ["config", "--name-only", "--get-regexp", @"^filter\..*\.(clean|process|required)$"],
            token
        );
        return
        [
            .. outcome
                .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// Whether the CI system's values are about this commit. The clone may be of another repository, or a script may have checked out or
    /// created another commit. Some systems give the annotated tag instead of its commit.
    /// </summary>
    private async Task<bool> IsOfAsync(CiSource ci, string commit, CancellationToken token)
    {
        if (ci.Commit is null || ci.Commit == commit)
        {
            return ci.Commit == commit || _clone is null;
        }

        var outcome = ci.Commit.All(char.IsAsciiHexDigit)
            ? await Repository.Git.RunAsync(["rev-parse", "--verify", "--quiet", ci.Commit + "^{commit}"], token)
            : null;
        return outcome?.ExitCode == 0 && outcome.Output.Trim() == commit;
    }

    private async Task<string?> BranchAsync(string commit, CiSource? ci, bool mayAskServer, CancellationToken token)
    {
        if (ci?.Tag is not null && _clone is null)
        {
            // Some systems check out a tag as a branch of the same name.
            return null;
        }

        try
        {
            if (_clone is null)
            {
                return ci?.Branch ?? await CheckedOutBranchAsync(commit, ci, mayAskServer, token);
            }

            return await WantedBranchAsync(_clone, token)
                ?? ci?.Branch
                ?? (_clone.Branch is null && _clone.Commit is null
                    ? await (await ReferencesAsync(token)).DefaultBranchAsync(Connection!, Repository, commit, token)
                    : null);
        }
        catch (MultiArchException e)
        {
            _host.Detail($"The branch is not known: {e.Problem.Why}");
            return null;
        }
    }

    /// <returns>The requested name if it is a branch, null if it is a tag. A branch has precedence over a tag, as in the clone.</returns>
    private async Task<string?> WantedBranchAsync(GitSource clone, CancellationToken token)
    {
        var wish = GitRevision.Parse(clone.Branch, commit: null).Branch;
        return wish is null or "HEAD" ? null
            : GitRevision.BranchOf(wish) is { } branch ? branch
            : (await ReferencesAsync(token)).Branches.ContainsKey(wish) ? wish
            : null;
    }

    /// <summary>
    /// The branch of the working tree. In an unknown CI system, only if the server has the branch at this commit. Otherwise the commit may
    /// be a pull request that the system merged into the branch.
    /// </summary>
    private async Task<string?> CheckedOutBranchAsync(string commit, CiSource? ci, bool mayAskServer, CancellationToken token)
    {
        var outcome = await Repository.Git.RunAsync(["symbolic-ref", "--quiet", "HEAD"], token);
        var branch = outcome.ExitCode == 0 ? GitRevision.BranchOf(outcome.Output.Trim()) : null;
        return branch is null || ci is not { IsKnown: false } ? branch
            : mayAskServer && Connection is not null && (await ReferencesAsync(token)).Branches.GetValueOrDefault(branch) == commit ? branch
            : null;
    }

    private async Task<string> AskAsync(IReadOnlyList<string> arguments, CancellationToken token)
    {
        var outcome = await Repository.Git.RunAsync(arguments, token);
        return outcome.ExitCode == 0
            ? outcome.Output.TrimEnd('\n')
            : throw GitFailure.Here(Repository.Top, outcome);
    }
}
