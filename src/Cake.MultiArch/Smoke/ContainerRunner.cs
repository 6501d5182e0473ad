using Cake.MultiArch.Clean;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Containers;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Smoke;

/// <summary>Runs a container until it ends or reaches its limit, reads how it ended, and always removes it.</summary>
internal sealed class ContainerRunner(Host host, PodmanClient podman, IDictionary<string, string> environment)
{
    /// <summary>Podman's warnings would mix with the output of the container.</summary>
    private readonly PodmanCommandSettings _settings = new() { EnvironmentVariables = environment, LogLevel = PodmanLogLevel.Error };

    /// <summary>The time that podman has to remove a container, also after the run was interrupted.</summary>
    private static readonly TimeSpan RemovalLimit = TimeSpan.FromSeconds(60);

    /// <returns>Null when the container did not end within its limit.</returns>
    /// <exception cref="MultiArchException">Podman cannot be started, or does not know the state of the container.</exception>
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

    /// <summary>CleanMultiArch removes a container that cannot be removed here.</summary>
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

/// <summary>How a container ended.</summary>
/// <param name="Podman">How podman ended.</param>
/// <param name="Command">Podman's command line, for messages.</param>
/// <param name="Container">The state of the container; null when podman created none.</param>
internal sealed record ContainerEnd(ProcessOutcome Podman, string Command, ContainerState? Container);
