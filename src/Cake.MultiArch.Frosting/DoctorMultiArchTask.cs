using Cake.Frosting;

namespace Cake.MultiArch.Frosting;

/// <summary>Looks at everything that can fail later, and names the repair. Changes nothing.</summary>
[TaskName("DoctorMultiArch")]
[TaskDescription("Looks at everything that can fail later, and names the repair. Changes nothing.")]
public sealed class DoctorMultiArchTask : MultiArchTask
{
    /// <inheritdoc/>
    public override Task RunAsync(IMultiArchContext context) => context.MultiArch.DoctorAsync();
}
