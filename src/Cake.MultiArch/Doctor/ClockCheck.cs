using Cake.MultiArch.Inputs;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Doctor;

/// <summary>
/// Whether this clock agrees with those of the registries that are published to, which stand in the head of every answer.
/// </summary>
internal sealed class ClockCheck : ICheck
{
    /// <summary>What issuers of tokens mostly let pass.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public string Name => "clock";

    public CheckNeeds Needs => CheckNeeds.Nothing;

    /// <summary>A run that fails by it is refused by its registry, which is looked at.</summary>
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
                    // Another check tells it; a refusal tells the time, too.
                }

                return Judge(RegistryAddress.Of(reference).Domain, context.Registries.ClockAhead(reference));
            }));

    private static Finding Judge(string registry, TimeSpan? ahead) => ahead switch
    {
        null => Finding.Skipped($"{registry} does not tell the time."),
        { } difference when difference.Duration() > Tolerance => Finding.Warning(HostCheckProblems.ClockDiffers(registry, difference)),
        _ => Finding.Ok($"{registry} has the same time"),
    };
}
