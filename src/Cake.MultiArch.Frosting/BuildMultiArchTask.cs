using Cake.Frosting;

namespace Cake.MultiArch.Frosting;

/// <summary>Builds every platform into a verified local list.</summary>
[TaskName("BuildMultiArch")]
[TaskDescription("Builds every platform into a verified local list.")]
[IsDependentOn(typeof(CheckMultiArchTask))]
[IsDependentOn(typeof(CloneMultiArchTask))]
[IsDependentOn(typeof(EnsureBinfmtTask))]
public sealed class BuildMultiArchTask : MultiArchTask
{
    /// <inheritdoc/>
    public override Task RunAsync(IMultiArchContext context) => context.MultiArch.BuildAsync();
}
