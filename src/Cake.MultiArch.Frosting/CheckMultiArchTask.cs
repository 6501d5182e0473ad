using Cake.Frosting;

namespace Cake.MultiArch.Frosting;

/// <summary>Checks what can be known before anything is done: podman, credentials, destinations.</summary>
[TaskName("CheckMultiArch")]
[TaskDescription("Checks what can be known before anything is done: podman, credentials, destinations.")]
public sealed class CheckMultiArchTask : MultiArchTask
{
    /// <inheritdoc/>
    public override Task RunAsync(IMultiArchContext context) => context.MultiArch.CheckAsync();
}
