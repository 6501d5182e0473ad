using System.Globalization;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>Reads what git says of a source: of the run's clone, or of a folder of the user's that may be anything.</summary>
internal sealed class SourceReader
{
    private readonly Host _host;
    private readonly GitSource? _clone;

    /// <summary>The server's answer or its failure: a server behind a firewall is waited for once.</summary>
    private Task<RemoteReferences>? _references;

    private SourceReader(Host host, SourceRepository repository, GitSource? clone, GitConnection? connection)
    {
        _host = host;
        _clone = clone;
        Repository = repository;
        Connection = connection;
    }

    public SourceRepository Repository { get; }

    /// <summary>The way to where the source comes from; null when it comes from nowhere.</summary>
    public GitConnection? Connection { get; }

    /// <summary>Opens a source; null, and a line in the log, when git knows nothing of it.</summary>
    /// <param name="host">The world.</param>
    /// <param name="folder">The absolute path of the source.</param>
    /// <param name="clone">What was cloned there; null for a folder of the user's.</param>
    /// <param name="login">The run's credentials for the server that the source comes from; null when it has none.</param>
    /// <param name="privateFolder">A folder of the run that nobody else can read.</param>
    /// <param name="token">Stops git.</param>
    public static async Task<SourceReader?> OpenAsync(
        Host host, string folder, GitSource? clone, GitLogin? login, string privateFolder, CancellationToken token)
    {
        if (await SourceRepository.OpenAsync(host, folder, token) is not { } repository)
        {
            return null;
        }

        // Where a password goes, another user's configuration does not decide.
        login = repository.IsForeign ? null : login;
        var remote = await repository.RemoteAsync(token);
        if (clone is null && !string.IsNullOrEmpty(login?.Password))
        {
            remote?.Url.WarnOfPlainHttp(host);
        }

        return new SourceReader(host, repository, clone, remote is null ? null : new GitConnection(host, remote, login, privateFolder));
    }

    /// <summary>Reads the facts. A server that does not answer makes them fewer, and is no failure.</summary>
    /// <param name="ci">What the CI system says; null when there is none.</param>
    /// <param name="mayAskServer">Whether the server is asked for what a checkout of the user's does not tell for sure. It is always
    /// asked about the run's own clone.</param>
    /// <param name="token">Stops git.</param>
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

            // A CI system that builds a tag need not have fetched it.
            [
                .. tags.Where(tag => tag.Commit == commit)
                    .Select(tag => tag.Name)
                    .Concat(ci?.Tag is { } built ? [built] : [])
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ]
        );
    }

    /// <summary>All tags and branches: those of the server that the source comes from, and on a desk the tags that are here.</summary>
    /// <remarks>
    /// A checkout without tags looks like a repository without tags, so the server is asked even when all of the history is here. A CI
    /// system may build in the folder of an earlier job, in which tags stay that the server no longer has.
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

            // A tag that was moved on the server is what the server says.
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
        // Of a lightweight tag the last field is empty.
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
        // Filters that only another user's configuration names are not run, and git does not look into that user's submodules.
        var filters = Repository.IsForeign ? await FiltersAsync(token) : [];
        if (filters.Any(name => name.Contains('=', StringComparison.Ordinal)))
        {
            // git -c takes the name up to the first "=", so this filter cannot be switched off, and is not asked.
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

        // What cannot be compared is not said to be as it was committed.
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
    /// Whether a CI system speaks of this commit. A clone can be of quite another repository, and a script may have checked out or
    /// made a commit of its own; some systems name the annotated tag where they mean its commit.
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
            // Some systems check a tag out to a branch of the same name.
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

    /// <summary>The name that was asked for when it is a branch's: a tag can have been meant, and wins nowhere, as in the clone.</summary>
    private async Task<string?> WantedBranchAsync(GitSource clone, CancellationToken token)
    {
        var wish = GitRevision.Parse(clone.Branch, commit: null).Branch;
        return wish is null or "HEAD" ? null
            : GitRevision.BranchOf(wish) is { } branch ? branch
            : (await ReferencesAsync(token)).Branches.ContainsKey(wish) ? wish
            : null;
    }

    /// <summary>
    /// The branch of the working tree; in a CI system that is not known only when the server has it at this commit: a pull request may
    /// have been merged into it.
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
