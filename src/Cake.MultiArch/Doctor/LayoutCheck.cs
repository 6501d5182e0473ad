using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Publish;

namespace Cake.MultiArch.Doctor;

/// <summary>Whether an OCI layout can be written where one is wanted.</summary>
internal sealed class LayoutCheck : ICheck
{
    public string Name => "layout";

    public CheckNeeds Needs => CheckNeeds.Nothing;

    public bool IsCheap => true;

    public Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token) => Task.FromResult<IReadOnlyList<Finding>>(
        [.. context.Settings.Destinations.OfType<LayoutDestination>().Select(Look)]);

    private static Finding Look(LayoutDestination layout)
    {
        try
        {
            return Finding.Ok(LayoutPlace.CheckFolder(layout) ? $"{layout.Folder} is a layout already" : $"{layout.Folder} will be made");
        }
        catch (MultiArchException e)
        {
            return Finding.Failure(e.Problem);
        }
    }
}
