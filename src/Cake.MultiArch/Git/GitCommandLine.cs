using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>Runs git without questions on a terminal, and never on a repository that a variable names.</summary>
internal sealed class GitCommandLine
{
    /// <summary>
    /// These variables are set if a hook of git started this program. With them, git would use the hook's repository. The list is that of
    /// <c>git rev-parse --local-env-vars</c> without the two ways to pass settings, because users set those on purpose.
    /// </summary>
    private static readonly string[] RepositoryVariables =
    [
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_NAMESPACE", "GIT_NO_REPLACE_OBJECTS", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX",
        "GIT_QUARANTINE_PATH", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
    ];

    /// <summary>
    /// A transfer without progress ends after two minutes. git does not start a garbage collection in the background.
    /// </summary>
    private static readonly string[] Settings =
    [
        "advice.detachedHead=false", "gc.auto=0", "init.defaultBranch=main", "submodule.recurse=false",
        "http.lowSpeedLimit=1", "http.lowSpeedTime=120",
    ];

    /// <summary>git ends at once when it is interrupted. Its transfer programs do not, and they keep its output open.</summary>
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(1);

    private readonly Host _host;
    private readonly string _program;
    private readonly string _folder;
    private readonly IReadOnlyList<string> _settings;
    private readonly Dictionary<string, string?> _environment = new()
    {
        ["GIT_TERMINAL_PROMPT"] = "0",

        // GitFailure reads the messages, so they must be in English.
        ["LC_ALL"] = "C",
        ["LANGUAGE"] = null,

        // A question must not change the repository: git does not refresh the index and does not fetch missing objects.
        ["GIT_OPTIONAL_LOCKS"] = "0",
        ["GIT_NO_LAZY_FETCH"] = "1",
    };

    /// <remarks>Each of <c>settings</c> is <c>name=value</c>.</remarks>
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

    /// <summary>SSH fails instead of asking for a password or a host key, unless the user has configured how git starts SSH.</summary>
    public async Task ForbidSshQuestionsAsync(CancellationToken token)
    {
        if (!IsSet("GIT_SSH_COMMAND") && !IsSet("GIT_SSH")
            && (await RunAsync(["config", "--get", "core.sshCommand"], token)).ExitCode != 0)
        {
            // With the timeouts, SSH does not wait for a server that a firewall blocks.
            _environment["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=30";
        }
    }

    public static bool IsInstalled(Host host) => Find(host) is not null;

    public Task<ProcessOutcome> RunAsync(IReadOnlyList<string> arguments, CancellationToken token, string? standardInput = null) =>
        RunAsync(arguments, standardInput, line => _host.Trace("git: " + line.Text), token);

    /// <summary>Runs git without logging its output, which may contain a secret.</summary>
    public Task<ProcessOutcome> AnswerAsync(IReadOnlyList<string> arguments, CancellationToken token) =>
        RunAsync(arguments, null, null, token);

    /// <summary>Whether the repository has a commit. The commit may be abbreviated.</summary>
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
