using Cake.MultiArch.Inputs;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Doctor;

/// <summary>
/// Checks that this clock agrees with the clocks of the destination registries. Every answer has the registry's time in its header.
/// </summary>
internal sealed class ClockCheck : ICheck
{
    /// <summary>The difference that most issuers of tokens accept.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public string Name => "clock";

    public CheckNeeds Needs => CheckNeeds.Nothing;

    /// <summary>If the clock makes a run fail, the registry refuses it, and the registry check reports that.</summary>
    public bool IsCheap => false;

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token) => await Task.WhenAll(
        context.Settings.Destinations.OfType<RegistryDestination>().Select(destination => destination.Reference)
            .DistinctBy(reference => RegistryAddress.Of(reference).Domain)
            .Select(async reference =>
            {
                try
                {
                    _ = await context.PushAnswerAsync(reference).WaitAsync(token);
                }
                catch (MultiArchException)
                {
                    // Another check reports it. A refusal has the time too.
                }

                return Judge(RegistryAddress.Of(reference).Domain, context.Registries.ClockAhead(reference));
            }));

    private static Finding Judge(string registry, TimeSpan? ahead) => ahead switch
    {
        null => Finding.Skipped($"{registry} does not send its time."),
        { } difference when difference.Duration() > Tolerance => Finding.Warning(HostCheckProblems.ClockDiffers(registry, difference)),
        _ => Finding.Ok($"{registry} has the same time"),
    };
}
