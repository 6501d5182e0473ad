using Cake.MultiArch.Hosting;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Doctor;

/// <summary>Whether the images that the builds take are there, for every platform.</summary>
internal sealed class BaseImageCheck : ICheck
{
    /// <summary>What a registry has said.</summary>
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
            return Finding.Ok($"{image.Reference} is there for {string.Join(", ", image.Wanted)}");
        }

        // Podman may have it from elsewhere: a mirror, its own storage, the network of a service's host, or through a proxy in its own way.
        return context.Version!.IsRemote
            || !IsCertain(problem, context.Host)
            || context.RegistriesConf.Any(file => file.RedirectsPulls)
            || await IsLocalAsync(context, image, token)
            ? Finding.Warning(problem)
            : Finding.Failure(problem);
    }

    /// <summary>What podman has under that name it takes for the platform that it is for, and asks a registry for the others.</summary>
    private static async Task<Finding> JudgeShortAsync(CheckContext context, BaseImage image, CancellationToken token)
    {
        var isRemote = context.Version!.IsRemote;
        var candidates = isRemote ? [] : context.ShortNames.Candidates(image.Reference);
        var problem = BaseImageProblems.ShortName(image, [.. candidates.Select(candidate => candidate.Domain)], isRemote);
        var isRefused = !isRemote && (candidates.Count == 0 || context.ShortNames.IsEnforcing);
        return isRefused && !await IsLocalAsync(context, image, token) ? Finding.Failure(problem) : Finding.Warning(problem);
    }

    /// <summary>Whether podman is as badly off; what else a registry says to us it may not say to podman.</summary>
    private static bool IsCertain(Problem problem, Host host) =>
        Certain.Contains(problem.Kind)
        || ((problem.Kind == RegistryProblems.NotConnected || problem.Kind == RegistryProblems.UnknownHost) && !ProxyCheck.IsSet(host));

    /// <summary>What is wrong with an image; null when nothing is.</summary>
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
