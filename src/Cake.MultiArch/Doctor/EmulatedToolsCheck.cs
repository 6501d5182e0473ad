using Cake.MultiArch.Plan;

namespace Cake.MultiArch.Doctor;

/// <summary>Finds steps whose tools are known to fail under QEMU: the .NET SDK, Node and Java.</summary>
internal sealed class EmulatedToolsCheck : ICheck
{
    public string Name => "emulated-tools";

    public CheckNeeds Needs => CheckNeeds.Builds;

    /// <summary>A run warns about the SDK when it plans.</summary>
    public bool IsCheap => false;

    public Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token)
    {
        List<Finding> found =
        [
            .. DotnetUnderQemu.Warnings(context.Builds).Concat(RuntimesUnderQemu.Warnings(context.Builds)).Select(Finding.Warning),
        ];
        return Task.FromResult<IReadOnlyList<Finding>>(
            found.Count > 0 ? found : [Finding.Ok("No step runs the .NET SDK, Node or Java under QEMU")]
        );
    }
}
