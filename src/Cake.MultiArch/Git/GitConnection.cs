using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>Talks to the server that a source comes from, with the run's credentials or those that its configuration has.</summary>
/// <param name="host">The world.</param>
/// <param name="remote">Where the source comes from.</param>
/// <param name="login">The run's credentials; null when it has none.</param>
/// <param name="privateFolder">A folder of the run that nobody else can read.</param>
internal sealed class GitConnection(Host host, GitRemote remote, GitLogin? login, string privateFolder)
{
    public GitRemote Remote => remote;

    /// <summary>Runs git in a folder whose configuration counts.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="arguments">git's arguments.</param>
    /// <param name="token">Stops git.</param>
    public async Task<ProcessOutcome> RunAsync(string folder, IReadOnlyList<string> arguments, CancellationToken token)
    {
        using var askPass = await AskPassAsync(token);
        var git = new GitCommandLine(host, folder, askPass);
        await git.ForbidSshQuestionsAsync(token);
        return await git.RunAsync(arguments, token);
    }

    /// <summary>The server's references: what each leads to, and its full name.</summary>
    /// <exception cref="MultiArchException">The server does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<(string Commit, string Reference)>> ListAsync(
        SourceRepository repository, IReadOnlyList<string> options, CancellationToken token, params string[] patterns)
    {
        // Another user's configuration may name programs of theirs for a connection: then only ours and the system's count.
        var (folder, address) = repository.IsForeign ? (privateFolder, remote.Url.Text) : (repository.Folder, remote.Address);
        var outcome = await RunAsync(folder, ["ls-remote", "--quiet", .. options, "--", address, .. patterns], token);
        return outcome.ExitCode != 0
            ? throw new MultiArchException(Of(repository, outcome), outcome.ExitCode)
            :
            [
                .. outcome
                    .Output.Split('\n')
                    .Select(line => line.Split('\t'))
                    .Where(fields => fields.Length == 2)
                    .Select(fields => (fields[0], fields[1])),
            ];
    }

    /// <summary>
    /// Why git failed. With another user's repository neither its settings nor the run's credentials were used, which the user can
    /// change.
    /// </summary>
    public Problem Of(SourceRepository repository, ProcessOutcome outcome) => repository.IsForeign
        ? GitProblems.OwnedByAnother(repository.Top)
        : new GitFailure(remote.Url, hasCredentials: remote.Login is not null || login?.Password is not null).Of(outcome);

    private Task<GitAskPass?> AskPassAsync(CancellationToken token)
    {
        var (username, password) = string.IsNullOrEmpty(login?.Password)
            ? (remote.Login?.Username, remote.Login?.Password)
            : (login.Username, login.Password);
        return GitAskPass.ForAsync(host, remote.Url, username, password, privateFolder, token);
    }
}
