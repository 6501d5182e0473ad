using Cake.MultiArch.Hosting;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Doctor;

/// <summary>Checks that the base images of the builds exist for every platform.</summary>
internal sealed class BaseImageCheck : ICheck
{
    /// <summary>The problems that a registry has answered with.</summary>
    private static readonly ProblemKind[] Certain =
        [BaseImageProblems.NotThere, BaseImageProblems.LacksPlatform, BaseImageProblems.PinnedToOne, BaseImageProblems.OnlyOne];

    public string Name => "base-image";

    public CheckNeeds Needs => CheckNeeds.Builds;

    public bool IsCheap => true;

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token)
    {
        var images = await context.BaseImagesAsync().WaitAsync(token);
        return await Task.WhenAll(images.Select(image => JudgeAsync(context, image, token)));
    }

    private static async Task<Finding> JudgeAsync(CheckContext context, BaseImage image, CancellationToken token)
    {
        if (image.IsShort)
        {
            return await JudgeShortAsync(context, image, token);
        }

        if (image.IsOfThisHost)
        {
            return await IsLocalAsync(context, image, token)
                ? Finding.Ok($"{image.Reference} is in podman's storage")
                : Finding.Warning(BaseImageProblems.NotBuiltYet(image));
        }

        if (Judge(image) is not { } problem)
        {
            return Finding.Ok($"{image.Reference} exists for {string.Join(", ", image.Wanted)}");
        }

        // Podman may get it in another way: from a mirror, from its storage, through a proxy, or in the network of a service's host.
        return context.Version!.IsRemote
            || !IsCertain(problem, context.Host)
            || context.RegistriesConf.Any(file => file.RedirectsPulls)
            || await IsLocalAsync(context, image, token)
            ? Finding.Warning(problem)
            : Finding.Failure(problem);
    }

    /// <summary>If podman's storage has the name, podman uses that image for its platform. For the others it asks a registry.</summary>
    private static async Task<Finding> JudgeShortAsync(CheckContext context, BaseImage image, CancellationToken token)
    {
        var isRemote = context.Version!.IsRemote;
        var candidates = isRemote ? [] : context.ShortNames.Candidates(image.Reference);
        var problem = BaseImageProblems.ShortName(image, [.. candidates.Select(candidate => candidate.Domain)], isRemote);
        var isRefused = !isRemote && (candidates.Count == 0 || context.ShortNames.IsEnforcing);
        return isRefused && !await IsLocalAsync(context, image, token) ? Finding.Failure(problem) : Finding.Warning(problem);
    }

    /// <summary>Whether podman will fail too. It may get another answer to anything else.</summary>
    private static bool IsCertain(Problem problem, Host host) =>
        Certain.Contains(problem.Kind)
        || ((problem.Kind == RegistryProblems.NotConnected || problem.Kind == RegistryProblems.UnknownHost) && !ProxyCheck.IsSet(host));

    /// <summary>What is wrong with an image; null if nothing is.</summary>
    internal static Problem? Judge(BaseImage image) =>
        image.Failure is { } failure ? failure
        : image.Missing.Count == 0 ? null
        : image.IsIndex ? BaseImageProblems.PlatformMissing(image)
        : image.Reference.Digest is not null ? BaseImageProblems.Pinned(image)
        : BaseImageProblems.SinglePlatform(image);

    private static async Task<bool> IsLocalAsync(CheckContext context, BaseImage image, CancellationToken token)
    {
        try
        {
            return await context.Podman.ImageExistsAsync(image.Written.ToString(), new PodmanImageExistsSettings(), token);
        }
        catch (MultiArchException)
        {
            return false;
        }
    }
}
