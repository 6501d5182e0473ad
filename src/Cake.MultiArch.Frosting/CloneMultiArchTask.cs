using Cake.Frosting;

namespace Cake.MultiArch.Frosting;

/// <summary>Fetches the source when <c>--git-url</c> is given.</summary>
[TaskName("CloneMultiArch")]
[TaskDescription("Fetches the source when --git-url is given.")]
public sealed class CloneMultiArchTask : MultiArchTask
{
    /// <inheritdoc/>
    public override Task RunAsync(IMultiArchContext context) => context.MultiArch.CloneAsync();
}
