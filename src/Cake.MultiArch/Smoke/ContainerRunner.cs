using Cake.MultiArch.Clean;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Containers;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Smoke;

/// <summary>Runs a container to its end or its limit, asks how it ended, and removes it whatever happens.</summary>
internal sealed class ContainerRunner(Host host, PodmanClient podman, IDictionary<string, string> environment)
{
    /// <summary>Podman's warnings would stand among what the container writes.</summary>
    private readonly PodmanCommandSettings _settings = new() { EnvironmentVariables = environment, LogLevel = PodmanLogLevel.Error };

    /// <summary>How long podman may take to remove a container, also when the run was interrupted.</summary>
    private static readonly TimeSpan RemovalLimit = TimeSpan.FromSeconds(60);

    /// <param name="container">What is run.</param>
    /// <param name="onLine">Called with each line that it writes.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>Null when it did not end within its limit.</returns>
    /// <exception cref="MultiArchException">Podman cannot be asked.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<ContainerEnd?> RunAsync(ContainerRun container, Action<ProcessLine>? onLine, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(container.Limit);
        try
        {
            var (outcome, command) = await podman.ContainerRunAsync(container, _settings, onLine, limit.Token);
            return new ContainerEnd(outcome, command, await podman.ContainerStateAsync(container.Name, _settings, token));
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            await RemoveAsync(container.Name);
        }
    }

    /// <summary>What stays CleanMultiArch removes.</summary>
    private async Task RemoveAsync(string container)
    {
        using var limit = new CancellationTokenSource(RemovalLimit);
        try
        {
            await podman.ContainersRemoveAsync([container], _settings, limit.Token);
        }
        catch (Exception e) when (e is MultiArchException or OperationCanceledException)
        {
            var why = e is MultiArchException { Problem.Why: var said } ? said : "Podman did not answer.";
            host.Warn(CleanProblems.StoredStays("containers", [container], why, "podman rm --force"));
        }
    }
}

/// <summary>How a container came to its end.</summary>
/// <param name="Podman">How podman ended.</param>
/// <param name="Command">Podman's command line, for people.</param>
/// <param name="Container">What podman knows of the container; null when it made none.</param>
internal sealed record ContainerEnd(ProcessOutcome Podman, string Command, ContainerState? Container);
