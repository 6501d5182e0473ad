using Cake.Frosting;

namespace Cake.MultiArch.Frosting;

/// <summary>Prints how each platform will be built, and the exact commands. Changes nothing.</summary>
[TaskName("PlanMultiArch")]
[TaskDescription("Prints how each platform will be built, and the exact commands. Changes nothing.")]
public sealed class PlanMultiArchTask : MultiArchTask
{
    /// <inheritdoc/>
    public override Task RunAsync(IMultiArchContext context) => context.MultiArch.PlanAsync();
}
