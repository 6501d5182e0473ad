using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman.Containers;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Podman;

/// <content>Containers of runs.</content>
internal sealed partial class PodmanClient
{
    /// <summary>Runs a container until its end or podman's, whatever the exit code is.</summary>
    /// <param name="container">What is run.</param>
    /// <param name="settings">Podman's environment.</param>
    /// <param name="onLine">Called with each line that it writes.</param>
    /// <param name="token">Interrupts podman; the container goes on.</param>
    /// <returns>How podman ended, and its command line for people.</returns>
    public async Task<(ProcessOutcome Outcome, string Command)> ContainerRunAsync(
        ContainerRun container, PodmanCommandSettings settings, Action<ProcessLine>? onLine, CancellationToken token)
    {
        var isRemote = (await VersionAsync(settings, token)).IsRemote;
        var (outcome, request) = await EndedAsync(settings, new PodmanCall { Added = container.Arguments(isRemote), OnLine = onLine }, token);
        return (outcome, request.Show(Host.Secrets));
    }

    /// <summary>Asks for a container's state; null when there is no such container.</summary>
    public async Task<ContainerState?> ContainerStateAsync(string container, PodmanCommandSettings settings, CancellationToken token)
    {
        var ended = await EndedAsync(settings, new PodmanCall { Added = ["container", "inspect", container], ReadsOutput = true }, token);
        if (ended.Process.ExitCode != 0 && ended.Process.Errors.Any(line => line.Contains("no such container", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        if (ended.Process.ExitCode != 0)
        {
            throw Failure(ended.Request, ended.Process);
        }

        return Json<JArray>(ended) is [JObject inspected] && inspected["State"] is JObject state
            ? new ContainerState(
                HasStarted: ImageInspection.Moment(state["StartedAt"]) is { Year: > 1 },
                HasEnded: ImageInspection.Text(state["Status"]) is "exited" or "stopped",
                (int?)state["ExitCode"] ?? 0,
                (bool?)state["OOMKilled"] ?? false)
            : throw Unreadable(ended, "It describes no container.");
    }

    /// <summary>The names of all containers, running or not, that have a label.</summary>
    public async Task<IReadOnlyList<string>> ContainersAsync(string label, CancellationToken token)
    {
        var call = new PodmanCall { Added = ["ps", "--all", $"--filter=label={label}", "--format=json"], ReadsOutput = true };
        var outcome = await RunAsync(new PodmanCommandSettings(), call, token);
        return [.. Json<JArray>(outcome).OfType<JObject>().SelectMany(container => ImageInspection.Texts(container["Names"]))];
    }

    /// <summary>Kills containers and removes them with their unnamed volumes. One that is not there is not missed.</summary>
    public Task ContainersRemoveAsync(IReadOnlyList<string> containers, PodmanCommandSettings settings, CancellationToken token) =>
        RunAsync(settings, new PodmanCall { Added = ["rm", "--force", "--ignore", "--time=0", "--volumes", .. containers] }, token);
}
