using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>Runs git so that it never asks a terminal, and never works on a repository that the environment names.</summary>
internal sealed class GitCommandLine
{
    /// <summary>
    /// What a hook of a surrounding git sets; with it, git would work on that repository instead of ours. The list is that of
    /// <c>git rev-parse --local-env-vars</c> without the two ways to hand over settings, which are the user's wish.
    /// </summary>
    private static readonly string[] RepositoryVariables =
    [
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_NAMESPACE", "GIT_NO_REPLACE_OBJECTS", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX",
        "GIT_QUARANTINE_PATH", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
    ];

    /// <summary>
    /// Our settings of git, before those of a source. A transfer that stands still is given up after two minutes, and no garbage
    /// collection goes on in the background.
    /// </summary>
    private static readonly string[] Settings =
    [
        "advice.detachedHead=false", "gc.auto=0", "init.defaultBranch=main", "submodule.recurse=false",
        "http.lowSpeedLimit=1", "http.lowSpeedTime=120",
    ];

    /// <summary>An interrupted git ends at once, but its transfer programs do not and hold its output open.</summary>
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(1);

    private readonly Host _host;
    private readonly string _program;
    private readonly string _folder;
    private readonly IReadOnlyList<string> _settings;
    private readonly Dictionary<string, string?> _environment = new()
    {
        ["GIT_TERMINAL_PROMPT"] = "0",

        // The messages are read for their cause.
        ["LC_ALL"] = "C",
        ["LANGUAGE"] = null,

        // Who asks does not write: no index is refreshed, and nothing that is missing is fetched behind our back.
        ["GIT_OPTIONAL_LOCKS"] = "0",
        ["GIT_NO_LAZY_FETCH"] = "1",
    };

    /// <param name="host">The world.</param>
    /// <param name="folder">Where git runs.</param>
    /// <param name="askPass">What answers git's questions; null when nothing does.</param>
    /// <param name="settings">More settings, <c>name=value</c>.</param>
    /// <exception cref="MultiArchException">git is missing.</exception>
    public GitCommandLine(Host host, string folder, GitAskPass? askPass = null, IReadOnlyList<string>? settings = null)
    {
        _host = host;
        _folder = folder;
        _program = Find(host) ?? throw new MultiArchException(GitProblems.GitMissing());
        _settings =
        [
            .. Settings.Concat(askPass?.Configuration ?? []).Concat(settings ?? []).SelectMany(setting => new[] { "-c", setting }),
        ];
        foreach (var variable in RepositoryVariables)
        {
            _environment[variable] = null;
        }

        foreach (var (name, value) in askPass?.Environment ?? new Dictionary<string, string?>())
        {
            _environment[name] = value;
        }
    }

    /// <summary>An SSH that would ask for a password or a host key fails instead, unless the user has chosen how SSH is started.</summary>
    public async Task ForbidSshQuestionsAsync(CancellationToken token)
    {
        if (!IsSet("GIT_SSH_COMMAND") && !IsSet("GIT_SSH")
            && (await RunAsync(["config", "--get", "core.sshCommand"], token)).ExitCode != 0)
        {
            // Nor is a server waited for that a firewall makes silent.
            _environment["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=30";
        }
    }

    /// <summary>Whether there is a git.</summary>
    public static bool IsInstalled(Host host) => Find(host) is not null;

    /// <summary>Runs git in the folder; its standard output is kept.</summary>
    public Task<ProcessOutcome> RunAsync(IReadOnlyList<string> arguments, CancellationToken token, string? standardInput = null) =>
        RunAsync(arguments, standardInput, line => _host.Trace("git: " + line.Text), token);

    /// <summary>The same for an answer that can hold a secret which nobody knows yet: it is not logged.</summary>
    public Task<ProcessOutcome> AnswerAsync(IReadOnlyList<string> arguments, CancellationToken token) =>
        RunAsync(arguments, null, null, token);

    /// <summary>Whether a commit is there, given in full or abbreviated.</summary>
    public async Task<bool> HasAsync(string commit, CancellationToken token) =>
        (await RunAsync(["rev-parse", "--verify", "--quiet", commit + "^{commit}"], token)).ExitCode == 0;

    private Task<ProcessOutcome> RunAsync(
        IReadOnlyList<string> arguments,
        string? standardInput,
        Action<ProcessLine>? onLine,
        CancellationToken token
    ) =>
        new ProcessRunner(_host) { GracePeriod = GracePeriod }.RunAsync(
            new ProcessRequest(_program, [.. _settings, .. arguments])
            {
                Name = "git",
                WorkingDirectory = _folder,
                Environment = _environment,
                StandardInput = standardInput,
                CaptureOutput = true,
                OnLine = onLine,
            },
            token);

    private bool IsSet(string variable) => !string.IsNullOrEmpty(_host.Environment.GetEnvironmentVariable(variable));

    private static string? Find(Host host) => host.Tools.Resolve(["git", "git.exe"])?.FullPath;
}
