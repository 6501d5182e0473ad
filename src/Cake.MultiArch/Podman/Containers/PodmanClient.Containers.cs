using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman.Containers;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Podman;

/// <content>Containers of runs.</content>
internal sealed partial class PodmanClient
{
    /// <summary>
    /// Runs a container until it or podman ends, with any exit code. The token interrupts only podman, and the container keeps running.
    /// </summary>
    /// <returns>How podman ended, and its command line for messages.</returns>
    public async Task<(ProcessOutcome Outcome, string Command)> ContainerRunAsync(
        ContainerRun container, PodmanCommandSettings settings, Action<ProcessLine>? onLine, CancellationToken token)
    {
        var isRemote = (await VersionAsync(settings, token)).IsRemote;
        var call = new PodmanCall { Added = container.Arguments(isRemote), OnLine = onLine };
        var (outcome, request) = await EndedAsync(settings, call, token);
        return (outcome, request.Show(Host.Secrets));
    }

    /// <summary>Null when the container does not exist.</summary>
    public async Task<ContainerState?> ContainerStateAsync(string container, PodmanCommandSettings settings, CancellationToken token)
    {
        var ended = await EndedAsync(settings, new PodmanCall { Added = ["container", "inspect", container], ReadsOutput = true }, token);
        if (ended.Process.ExitCode != 0)
        {
            return ended.Process.Errors.Any(line => line.Contains("no such container", StringComparison.OrdinalIgnoreCase))
                ? null
                : throw Failure(ended.Request, ended.Process);
        }

        if (Json<JArray>(ended) is not [JObject inspected] || inspected["State"] is not JObject state)
        {
            throw Unreadable(ended, "It does not describe a container.");
        }

        return new ContainerState(
            HasStarted: ImageInspection.Moment(state["StartedAt"]) is { Year: > 1 },
            HasEnded: ImageInspection.Text(state["Status"]) is "exited" or "stopped",
            (int?)state["ExitCode"] ?? 0,
            (bool?)state["OOMKilled"] ?? false);
    }

    /// <summary>The names of all containers with a label, running or not.</summary>
    public async Task<IReadOnlyList<string>> ContainersAsync(string label, CancellationToken token)
    {
        var call = new PodmanCall { Added = ["ps", "--all", $"--filter=label={label}", "--format=json"], ReadsOutput = true };
        var outcome = await RunAsync(new PodmanCommandSettings(), call, token);
        return [.. Json<JArray>(outcome).OfType<JObject>().SelectMany(container => ImageInspection.Texts(container["Names"]))];
    }

    /// <summary>Kills containers and removes them with their unnamed volumes. It ignores containers that do not exist.</summary>
    public Task ContainersRemoveAsync(IReadOnlyList<string> containers, PodmanCommandSettings settings, CancellationToken token) =>
        RunAsync(settings, new PodmanCall { Added = ["rm", "--force", "--ignore", "--time=0", "--volumes", .. containers] }, token);
}
