using Cake.Frosting;

namespace Cake.MultiArch.Frosting;

/// <summary>Makes the host able to run the platforms that will be emulated.</summary>
[TaskName("EnsureBinfmt")]
[TaskDescription("Makes the host able to run the platforms that will be emulated.")]
public sealed class EnsureBinfmtTask : MultiArchTask
{
    /// <inheritdoc/>
    public override Task RunAsync(IMultiArchContext context) => context.MultiArch.EnsureBinfmtAsync();
}
