using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Doctor;

/// <summary>Checks that a registry's pull limit is enough for the base images.</summary>
internal sealed class RateLimitCheck : ICheck
{
    public string Name => "rate-limit";

    public CheckNeeds Needs => CheckNeeds.Builds;

    public bool IsCheap => true;

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token)
    {
        var images = await context.BaseImagesAsync().WaitAsync(token);
        return
        [
            .. images
                .Where(image => image.Manifest?.RateLimit is not null)
                .GroupBy(image => RegistryAddress.Of(image.Reference).Domain)
                .Select(Judge),
        ];
    }

    /// <summary>Each platform's build requests the index and its own manifest. Both requests count.</summary>
    private static Finding Judge(IGrouping<string, BaseImage> images)
    {
        var limit = images.Select(image => image.Manifest!.RateLimit!).MinBy(limit => limit.Remaining)!;
        var needed = images.Sum(image => image.Wanted.Count * (image.IsIndex ? 2 : 1));
        return limit.Remaining < needed
            ? Finding.Warning(RegistryCheckProblems.RateLimitNear(images.Key, limit, needed))
            : Finding.Ok($"{images.Key} allows {limit.Remaining} more pulls, and the builds need {needed}");
    }
}
