using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Publish;

namespace Cake.MultiArch.Doctor;

/// <summary>Checks that OCI layouts can be written to their folders.</summary>
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
            return Finding.Ok($"{layout.Folder} {(LayoutPlace.CheckFolder(layout) ? "is a layout already" : "will be created")}");
        }
        catch (MultiArchException e)
        {
            return Finding.Failure(e.Problem);
        }
    }
}
