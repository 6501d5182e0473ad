using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>Finds out from git's messages why it failed. Its exit code is 128 in nearly all cases.</summary>
internal sealed partial class GitFailure(GitUrl url, bool hasCredentials)
{
    /// <summary>Whether the server refused to send a commit that no branch or tag points to.</summary>
    public static bool NeedsHistory(ProcessOutcome outcome) => NotATip().IsMatch(Text(outcome));

    public static bool IsMissingReference(ProcessOutcome outcome) => NoSuchReference().IsMatch(Text(outcome));

    /// <returns>The path of the repository that git did not read because another user owns it. Null after another failure.</returns>
    public static string? Owned(ProcessOutcome outcome) =>
        OwnedByAnother().Match(Text(outcome)) is { Success: true } owned ? owned.Groups["path"].Value : null;

    /// <summary>Why a command failed that asked no server.</summary>
    public static MultiArchException Here(string folder, ProcessOutcome outcome) =>
        new(GitProblems.GitFailed(folder, Cause(outcome), outcome.Errors), outcome.ExitCode);

    public Problem MissingBranch(string branch, IReadOnlyList<string> near) => GitProblems.BranchMissing(url.Text, branch, near);

    public Problem NoDefaultBranch(IReadOnlyList<string> names) => GitProblems.NoDefaultBranch(url.Text, names);

    public Problem MissingCommit(string commit) => GitProblems.CommitMissing(url.Text, commit);

    public Problem AmbiguousCommit(string commit, IReadOnlyList<string> candidates) =>
        GitProblems.CommitAmbiguous(url.Text, commit, candidates);

    public Problem Of(ProcessOutcome outcome)
    {
        var text = Text(outcome);
        return OfHost(text, outcome) ?? OfServer(text, outcome) ?? GitProblems.GitFailed(url.Text, Cause(outcome), outcome.Errors);
    }

    /// <summary>Why <c>git submodule update</c> failed. It may have asked servers other than that of the repository.</summary>
    public Problem OfSubmodule(ProcessOutcome outcome)
    {
        var text = Text(outcome);
        if (OfHost(text, outcome) is { } problem)
        {
            return problem;
        }

        var path = SubmodulePath().Match(text);
        return GitProblems.SubmoduleFailed(
            path.Success ? $"submodule {path.Groups["path"].Value}" : "a submodule",
            url.Text,
            Cause(outcome),
            SubmoduleRepair(text),
            outcome.Errors);
    }

    private string SubmoduleRepair(string text) =>
        FileTransport().IsMatch(text)
            ? "If you trust the repository, allow submodules on local paths: git config --global protocol.file.allow always"
        : !Refused().IsMatch(text) ? "Check the URL and the commit of the submodule: git submodule status, and the file .gitmodules."
        : hasCredentials
            ? $"The password is sent to {url.Origin} only. For another server, put its credentials into ~/.netrc or a git credential "
                + "helper, or use an SSH URL in .gitmodules."
        : $"For a submodule on the server of the repository, set {GitAskPass.UsernameVariable} and {GitAskPass.PasswordVariable}. "
            + "For another server, use ~/.netrc, a git credential helper or an SSH URL.";

    /// <summary>Problems of this machine, whichever the server is.</summary>
    private Problem? OfHost(string text, ProcessOutcome outcome) =>
        DiskFull().IsMatch(text) ? GitProblems.DiskFull(url.Text, outcome.Errors)
        : LfsMissing().IsMatch(text) ? GitProblems.LfsMissing(url.Text)
        : LfsFailed().IsMatch(text) ? GitProblems.LfsFailed(url.Text, Cause(outcome), outcome.Errors)
        : AskPassCannotRun().IsMatch(text) ? GitProblems.AskPassCannotRun(AskPassCannotRun().Match(text).Groups["path"].Value)
        : Owned(outcome) is { } owned ? GitProblems.OwnedByAnother(owned)
        : null;

    private Problem? OfServer(string text, ProcessOutcome outcome) =>
        HostKey().IsMatch(text) ? GitProblems.HostKeyUnknown(url.Text, outcome.Errors)
        : Refused().IsMatch(text) ? GitProblems.AuthenticationFailed(url.Text, Cause(outcome), AuthenticationRepair(), outcome.Errors)
        : NotARepository().IsMatch(text)
            ? GitProblems.NotARepository(url.Text, Cause(outcome), hasCredentials || url.Origin is null, outcome.Errors)
        : Unreachable().IsMatch(text) ? GitProblems.Unreachable(url.Text, Cause(outcome), outcome.Errors)
        : null;

    private string AuthenticationRepair() =>
        url.Origin is null
            ? "Load a key that the server knows (ssh-add), or use the https URL with a user name and a password from the environment."
        : hasCredentials
            ? $"Check {GitAskPass.UsernameVariable} and {GitAskPass.PasswordVariable}. Many servers require an access token, with the "
                + "permission to read the repository, instead of the password."
        : $"No credentials were given. Set {GitAskPass.UsernameVariable} and {GitAskPass.PasswordVariable} (a password or an access token) "
            + "in the environment.";

    private static string Text(ProcessOutcome outcome) => string.Join('\n', outcome.Errors);

    /// <summary>git's first error. The lines after it are advice.</summary>
    private static string Cause(ProcessOutcome outcome)
    {
        var line = outcome.Errors.FirstOrDefault(line => Complaint().IsMatch(line))
            ?? outcome.Errors.FirstOrDefault(line => !string.IsNullOrWhiteSpace(line))
            ?? $"git ended with exit code {outcome.ExitCode} and wrote no message.";
        return line.Trim();
    }

    [GeneratedRegex("^(fatal|error|remote|ssh|batch response|.*Permission denied|.*Host key verification failed)", RegexOptions.IgnoreCase)]
    private static partial Regex Complaint();

    [GeneratedRegex(
        "Server does not allow request for unadvertised object|not our ref|did not contain [0-9a-f]+|"
            + "Direct fetching of that commit failed|no such remote ref [0-9a-f]{40}|want [0-9a-f]+ not valid"
    )]
    private static partial Regex NotATip();

    [GeneratedRegex("couldn't find remote ref", RegexOptions.IgnoreCase)]
    private static partial Regex NoSuchReference();

    [GeneratedRegex("No space left on device|Disk quota exceeded", RegexOptions.IgnoreCase)]
    private static partial Regex DiskFull();

    [GeneratedRegex("git-lfs: (command )?not found|git: 'lfs' is not a git command")]
    private static partial Regex LfsMissing();

    [GeneratedRegex("smudge filter lfs failed|external filter 'git-lfs|Smudge error|batch response:")]
    private static partial Regex LfsFailed();

    [GeneratedRegex("cannot (exec|run) '?(?<path>[^':\n]*git-askpass)'?")]
    private static partial Regex AskPassCannotRun();

    [GeneratedRegex(@"detected dubious ownership in repository at '(?<path>[^']*)'")]
    private static partial Regex OwnedByAnother();

    [GeneratedRegex("Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED")]
    private static partial Regex HostKey();

    [GeneratedRegex(
        @"Authentication failed|could not read (Username|Password)|terminal prompts disabled|Permission denied \(|"
            + "returned error: 40[13]|Access denied|Authentication required",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Refused();

    [GeneratedRegex(
        "does not appear to be a git repository|repository '?[^'\n]*'? not found|is this a git repository|Repository not found|"
            + "Unable to find remote helper|is not a git command|transport '[^']*' not allowed|returned error: 404|does not exist",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex NotARepository();

    [GeneratedRegex(
        "Could not resolve|Failed to connect|Couldn't connect|unable to connect|Connection (refused|timed out|reset|closed)|"
            + "Network is unreachable|No route to host|SSL|TLS|certificate|returned error: [45][0-9][0-9]|Operation too slow|"
            + "early EOF|remote end hung up|timed out|unable to access",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Unreachable();

    [GeneratedRegex("transport 'file' not allowed")]
    private static partial Regex FileTransport();

    [GeneratedRegex("submodule path '(?<path>[^']*)'")]
    private static partial Regex SubmodulePath();
}
