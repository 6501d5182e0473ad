using System.Collections.Concurrent;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ProcessRunner = Cake.MultiArch.Hosting.Processes.ProcessRunner;

namespace Cake.MultiArch.Podman;

/// <content>Finds the program podman and its version.</content>
internal sealed partial class PodmanClient
{
    /// <summary>The oldest supported podman.</summary>
    public static readonly Version Minimum = new(4, 3);

    /// <summary>The environment variables that select a service.</summary>
    /// <remarks>https://docs.podman.io/en/stable/markdown/podman.1.html#environment-variables</remarks>
    private static readonly string[] Selecting = ["CONTAINER_HOST", "CONTAINER_CONNECTION"];

    private readonly ConcurrentDictionary<string, PodmanVersionInfo> _versions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _asking = new(1, 1);
    private string? _found;

    /// <summary>The limit for <c>podman version</c>. It takes a fraction of a second, but longer on a busy host.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Asks podman, and the service of a connection, for the version. It asks once per program and connection.</summary>
    /// <exception cref="MultiArchException">Podman was not found, is another program, is too old, or does not answer.</exception>
    public async Task<PodmanVersionInfo> VersionAsync(PodmanSettings settings, CancellationToken token)
    {
        Check(settings);
        var program = await ProgramAsync(settings, token);
        var variables = Selecting.Select(name => settings.EnvironmentVariables.TryGetValue(name, out var value) ? value : null);
        var key = string.Join(
            '\n', program, settings.Connection, settings.Url, settings.Remote, string.Join('\n', variables));
        await _asking.WaitAsync(token);
        try
        {
            if (!_versions.TryGetValue(key, out var version))
            {
                version = await AskVersionAsync(program, settings, token);
                _versions[key] = version;
            }

            return version;
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task<PodmanProgram> ReadyAsync(PodmanSettings settings, CancellationToken token)
    {
        var version = await VersionAsync(settings, token);
        var program = await ProgramAsync(settings, token);
        var arguments = new FlagArguments(Host.Environment.WorkingDirectory, version.Version);
        new FlagCheck(program, version).Check(settings, arguments);
        return new PodmanProgram(program, version, arguments);
    }

    /// <summary>Refuses settings that cannot be used, before a program starts.</summary>
    private static void Check(PodmanSettings settings)
    {
        CheckTool(settings);
        if (Uri.TryCreate(settings.Url, UriKind.Absolute, out var url) && url.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            throw new MultiArchException(PodmanProblems.SecretRefused(
                $"{settings.GetType().Name}.Url",
                "The address contains a password.",
                "Put the address into the environment variable CONTAINER_HOST, or connect with an SSH key (Identity)."));
        }
    }

    private async Task<string> ProgramAsync(PodmanSettings settings, CancellationToken token)
    {
        if (settings.ToolPath is { } path)
        {
            return path.MakeAbsolute(Host.Environment).FullPath;
        }

        return _found ??= await FindAsync(token);
    }

    private async Task<string> FindAsync(CancellationToken token)
    {
        if (Host.Tools.Resolve(["podman", "podman.exe"]) is { } podman)
        {
            return podman.FullPath;
        }

        var docker = Host.Tools.Resolve(["docker", "docker.exe"])?.FullPath ?? throw new MultiArchException(PodmanProblems.Missing());

        // The package podman-docker installs podman under the name docker.
        var outcome = await AskAsync(new ProcessRequest(docker, ["--version"]), token);
        var answer = outcome.Output.Trim();
        if (!answer.StartsWith("podman version", StringComparison.OrdinalIgnoreCase))
        {
            throw new MultiArchException(PodmanProblems.AnotherProgram(docker, answer));
        }

        return docker;
    }

    private async Task<PodmanVersionInfo> AskVersionAsync(string program, PodmanSettings settings, CancellationToken token)
    {
        var arguments = new FlagArguments(Host.Environment.WorkingDirectory, Minimum);
        var request = Question(arguments.Global(settings));
        var outcome = await AskAsync(request, token);
        if (outcome.Errors.Any(line => line.StartsWith("Error: unknown flag: ", StringComparison.Ordinal)))
        {
            // An older podman refuses a new option. It is asked again without the new options, so that the message can show its version.
            request = Question(arguments.GlobalOfAll(settings));
            outcome = await AskAsync(request, token);
        }

        if (Object(outcome.Output) is not { } document)
        {
            throw outcome.ExitCode != 0
                ? Failure(request, outcome)
                : new MultiArchException(PodmanProblems.AnotherProgram(program, outcome.Output.Trim()));
        }

        // A Docker whose service is down ends with an error, but still prints its own name.
        var version = PodmanVersionInfo.Read(document);
        if (version is null)
        {
            var name = (string?)document.SelectToken("Client.Platform.Name") ?? Path.GetFileName(program);
            var answer = $"{name}, version {(string?)document.SelectToken("Client.Version")}";
            throw new MultiArchException(PodmanProblems.AnotherProgram(program, answer));
        }

        if (outcome.ExitCode != 0)
        {
            throw Failure(request, outcome);
        }

        if (version.Version < Minimum)
        {
            throw new MultiArchException(version.Client.Version < Minimum
                ? PodmanProblems.OlderThanSupported(program, "the client", version.Client.Text, Minimum)
                : PodmanProblems.OlderThanSupported(program, "the service of the connection", version.Server!.Text, Minimum));
        }

        return version;

        ProcessRequest Question(IEnumerable<string> global) =>
            Request(new PodmanProgram(program, null!, null!), settings, [.. global, "version", "--format=json"]);
    }

    /// <summary>Runs a command that normally answers at once.</summary>
    private async Task<ProcessOutcome> AskAsync(ProcessRequest request, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(AnswerLimit);
        try
        {
            return await new ProcessRunner(Host) { GracePeriod = TimeSpan.FromSeconds(1) }
                .RunAsync(request with { CaptureOutput = true, Timeout = null }, limit.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw new MultiArchException(PodmanProblems.DoesNotAnswer(request.Show(Host.Secrets), AnswerLimit, []));
        }
    }

    private static JObject? Object(string text)
    {
        try
        {
            return JObject.Parse(text);
        }
        catch (JsonReaderException)
        {
            return null;
        }
    }

    private sealed record PodmanProgram(string Path, PodmanVersionInfo Version, FlagArguments Arguments);
}
