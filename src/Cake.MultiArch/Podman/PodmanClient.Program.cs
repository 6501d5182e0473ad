using System.Collections.Concurrent;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ProcessRunner = Cake.MultiArch.Hosting.Processes.ProcessRunner;

namespace Cake.MultiArch.Podman;

/// <content>Which program podman is, and of which version.</content>
internal sealed partial class PodmanClient
{
    /// <summary>The oldest podman that is supported.</summary>
    public static readonly Version Minimum = new(4, 3);

    /// <summary>The variables that select a service.</summary>
    /// <remarks>https://docs.podman.io/en/stable/markdown/podman.1.html#environment-variables</remarks>
    private static readonly string[] Selecting = ["CONTAINER_HOST", "CONTAINER_CONNECTION"];

    private readonly ConcurrentDictionary<string, PodmanVersionInfo> _versions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _asking = new(1, 1);
    private string? _found;

    /// <summary>How long <c>podman version</c>, which takes a fraction of a second, may take on a host that is busy.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Asks podman, and the service of a connection, for the version. It is asked once for each program and connection.</summary>
    /// <exception cref="MultiArchException">There is no podman, it is another program, too old, or does not answer.</exception>
    public async Task<PodmanVersionInfo> VersionAsync(PodmanSettings settings, CancellationToken token)
    {
        Check(settings);
        var program = await ProgramAsync(settings, token);
        var key = string.Join('\n', program, settings.Connection, settings.Url, settings.Remote, string.Join('\n', Selecting.Select(name => settings.EnvironmentVariables.TryGetValue(name, out var value) ? value : null)));
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

    /// <summary>Refuses what cannot be honoured, before anything is started.</summary>
    private static void Check(PodmanSettings settings)
    {
        CheckTool(settings);
        if (Uri.TryCreate(settings.Url, UriKind.Absolute, out var url) && url.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            throw new MultiArchException(PodmanProblems.SecretRefused(
                $"{settings.GetType().Name}.Url", "The address has a password in it.", "Put the address into the environment variable CONTAINER_HOST, or connect with an SSH key (Identity)."));
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

        // The package podman-docker installs podman under this name; it says so on standard error each time.
        var outcome = await AskAsync(new ProcessRequest(docker, ["--version"]), token);
        var answer = outcome.Output.Trim();
        return answer.StartsWith("podman version", StringComparison.OrdinalIgnoreCase)
            ? docker
            : throw new MultiArchException(PodmanProblems.AnotherProgram(docker, answer));
    }

    private async Task<PodmanVersionInfo> AskVersionAsync(string program, PodmanSettings settings, CancellationToken token)
    {
        var arguments = new FlagArguments(Host.Environment.WorkingDirectory, Minimum);
        var request = Question(arguments.Global(settings));
        var outcome = await AskAsync(request, token);
        if (outcome.Errors.Any(line => line.StartsWith("Error: unknown flag: ", StringComparison.Ordinal)))
        {
            // Who refuses an option can still be asked who it is, and then what it lacks is told by name.
            request = Question(arguments.GlobalOfAll(settings));
            outcome = await AskAsync(request, token);
        }

        if (Object(outcome.Output) is not { } document)
        {
            throw outcome.ExitCode != 0
                ? Failure(request, outcome)
                : new MultiArchException(PodmanProblems.AnotherProgram(program, outcome.Output.Trim()));
        }

        // A Docker whose service is down ends with an error, and still says who it is.
        var version = PodmanVersionInfo.Read(document);
        if (version is null)
        {
            throw new MultiArchException(PodmanProblems.AnotherProgram(program, $"{(string?)document.SelectToken("Client.Platform.Name") ?? Path.GetFileName(program)}, version {(string?)document.SelectToken("Client.Version")}"));
        }

        if (outcome.ExitCode != 0)
        {
            throw Failure(request, outcome);
        }

        return version.Version >= Minimum
            ? version
            : throw new MultiArchException(PodmanProblems.OlderThanSupported(
                program, version.Client.Version < Minimum ? "the client" : "the service of the connection",
                version.Client.Version < Minimum ? version.Client.Text : version.Server!.Text, Minimum));

        ProcessRequest Question(IEnumerable<string> global) =>
            Request(new PodmanProgram(program, null!, null!), settings, [.. global, "version", "--format=json"]);
    }

    /// <summary>Asks a question that is answered at once, or not at all.</summary>
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

    /// <summary>The podman that runs a command.</summary>
    private sealed record PodmanProgram(string Path, PodmanVersionInfo Version, FlagArguments Arguments);
}
