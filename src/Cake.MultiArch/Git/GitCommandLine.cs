using Cake.Core.Diagnostics;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Processes;

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
    /// Our settings of git, before those of a source. A transfer that stands still is given up after two minutes, no garbage
    /// collection goes on in the background, and large files come with the checkout, whether or not <c>git lfs install</c> was
    /// ever run for this user (https://github.com/git-lfs/git-lfs/blob/main/docs/man/git-lfs-install.adoc).
    /// </summary>
    private static readonly string[] Settings =
    [
        "advice.detachedHead=false", "gc.auto=0", "init.defaultBranch=main", "submodule.recurse=false",
        "http.lowSpeedLimit=1", "http.lowSpeedTime=120",
        "filter.lfs.clean=git-lfs clean -- %f", "filter.lfs.smudge=git-lfs smudge -- %f",
        "filter.lfs.process=git-lfs filter-process", "filter.lfs.required=true",
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
    };

    public GitCommandLine(Host host, string folder, GitAskPass? askPass)
    {
        _host = host;
        _folder = folder;
        _program = Find(host);
        _settings = [.. Settings.Concat(askPass?.Configuration ?? []).SelectMany(setting => new[] { "-c", setting })];
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
            && (await RunAsync(["config", "--get", "core.sshCommand"], token).ConfigureAwait(false)).ExitCode != 0)
        {
            _environment["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes";
        }
    }

    /// <summary>Runs git in the folder of the clone; its standard output is kept.</summary>
    public Task<ProcessOutcome> RunAsync(IReadOnlyList<string> arguments, CancellationToken token, string? standardInput = null) =>
        new ProcessRunner(_host) { GracePeriod = GracePeriod }.RunAsync(
            new ProcessRequest(_program, [.. _settings, .. arguments])
            {
                Name = "git",
                WorkingDirectory = _folder,
                Environment = _environment,
                StandardInput = standardInput,
                CaptureOutput = true,
                OnLine = line => _host.Log.Write(Verbosity.Diagnostic, LogLevel.Debug, "{0}", "git: " + line.Text),
            },
            token);

    private bool IsSet(string variable) => !string.IsNullOrEmpty(_host.Environment.GetEnvironmentVariable(variable));

    private static string Find(Host host)
    {
        var path = host.Tools.Resolve(["git", "git.exe"]);
        return path?.FullPath ?? throw new MultiArchException(GitProblems.GitMissing());
    }
}
