using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>
/// Asks the server that a source comes from. It uses the run's credentials, or else those in the configuration of the repository.
/// </summary>
/// <remarks><c>login</c> has the run's credentials, null if it has none. Nobody else may read <c>privateFolder</c>.</remarks>
internal sealed class GitConnection(Host host, GitRemote remote, GitLogin? login, string privateFolder)
{
    public GitRemote Remote => remote;

    /// <remarks>git uses the configuration of the repository in <c>folder</c>.</remarks>
    public async Task<ProcessOutcome> RunAsync(string folder, IReadOnlyList<string> arguments, CancellationToken token)
    {
        using var askPass = await AskPassAsync(token);
        var git = new GitCommandLine(host, folder, askPass);
        await git.ForbidSshQuestionsAsync(token);
        return await git.RunAsync(arguments, token);
    }

    /// <summary>Lists references of the server by their full names, with the commit of each.</summary>
    /// <exception cref="MultiArchException">The server does not answer, or refuses access.</exception>
    public async Task<IReadOnlyList<(string Commit, string Reference)>> ListAsync(
        SourceRepository repository, IReadOnlyList<string> options, CancellationToken token, params string[] patterns)
    {
        // The configuration of another user may name programs that git would start. Then git uses only our own and the system's.
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
    /// Why git failed. If the repository belongs to another user, neither its settings nor the run's credentials were used. The repair
    /// of that problem says how to change this.
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
