using System.Net;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Doctor;

/// <summary>Checks that the destination registries accept a push. It starts an upload and cancels it, so no blob stays.</summary>
internal sealed class DestinationCheck : ICheck
{
    public string Name => "registry";

    public CheckNeeds Needs => CheckNeeds.Nothing;

    public bool IsCheap => true;

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token) => await Task.WhenAll(
        context.Settings.Destinations.OfType<RegistryDestination>()
            .DistinctBy(destination => destination.Reference.Name)
            .Select(destination => LookAsync(context, destination.Reference, token)));

    private static async Task<Finding> LookAsync(CheckContext context, ImageReference reference, CancellationToken token)
    {
        Problem problem;
        var mayPass = false;
        try
        {
            var answer = await context.PushAnswerAsync(reference).WaitAsync(token);
            if (answer.IsSuccess)
            {
                return Finding.Ok($"{reference.Name} accepts pushes");
            }

            var why = RegistryErrors.Of(answer, context.Host);
            mayPass = answer.Status is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed);
            problem = RegistryPushProblems.Refused(reference, answer, why);
        }
        catch (MultiArchException e)
        {
            problem = e.Problem;
        }

        return mayPass ? Finding.Warning(problem) : Finding.Failure(problem);
    }
}
