using Cake.Frosting;

namespace Cake.MultiArch.Frosting;

/// <summary>Removes what ended runs left: folders, working containers, lists, images without a name.</summary>
[TaskName("CleanMultiArch")]
[TaskDescription("Removes what ended runs left: folders, working containers, lists, images without a name.")]
public sealed class CleanMultiArchTask : MultiArchTask
{
    /// <inheritdoc/>
    public override Task RunAsync(IMultiArchContext context) => context.MultiArch.CleanAsync();
}
