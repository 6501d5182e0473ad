using Cake.Frosting;

namespace Cake.MultiArch.Frosting;

/// <summary>Clones, builds, pushes, and verifies what was pushed.</summary>
[TaskName("PushMultiArch")]
[TaskDescription("Clones, builds, pushes, and verifies what was pushed.")]
[IsDependentOn(typeof(BuildMultiArchTask))]
public sealed class PushMultiArchTask : MultiArchTask
{
    /// <inheritdoc/>
    public override Task RunAsync(IMultiArchContext context) => context.MultiArch.PushAsync();
}
