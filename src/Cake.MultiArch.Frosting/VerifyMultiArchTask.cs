using Cake.Frosting;

namespace Cake.MultiArch.Frosting;

/// <summary>Verifies images that are published already, by reading them back. Needs no podman and changes nothing.</summary>
[TaskName("VerifyMultiArch")]
[TaskDescription("Verifies images that are published already, by reading them back. Needs no podman and changes nothing.")]
public sealed class VerifyMultiArchTask : MultiArchTask
{
    /// <inheritdoc/>
    public override Task RunAsync(IMultiArchContext context) => context.MultiArch.VerifyAsync();
}
