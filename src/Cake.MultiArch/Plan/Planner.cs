using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Plan;

/// <summary>Decides how an image is built, from what is wanted and what podman and the host can do.</summary>
/// <param name="host">For the log.</param>
/// <param name="isolation">Checks whether podman's default isolation works; null to check this host.</param>
internal sealed class Planner(Host host, IsolationCheck? isolation = null)
{
    /// <summary>Older versions ignore the platform in the layer cache: https://github.com/containers/podman/issues/18723.</summary>
    public static readonly Version CacheKnowsPlatform = new(5, 6);

    /// <summary>
    /// Platforms that are built at once take the name of the base from each other. Which name podman writes then depends on who was first.
    /// </summary>
    private const int OneAfterAnother = 1;

    /// <param name="source">What the Containerfiles say.</param>
    /// <param name="support">How the host runs each platform; empty when nothing has checked it.</param>
    /// <param name="runId">The run's identifier.</param>
    /// <exception cref="MultiArchException">What is asked for gives a wrong image.</exception>
    public BuildPlan Plan(SourceBuilds source, IReadOnlyList<PlatformSupport> support, string runId)
    {
        var wanted = source.Wanted;
        var builds = source.On(support).Builds;
        var (strategy, layers) = Choose(wanted, builds, source.Podman.Version);
        return new BuildPlan(
            wanted.Name,
            source.ContextFolder,
            strategy,
            RunList.NameOf(wanted.Name, runId),
            Isolation(wanted, source.Podman),
            Jobs(wanted, builds, strategy),
            layers,
            strategy == Strategy.Separate ? VariantsLast(builds) : builds);
    }

    private int Jobs(MultiArchSettings wanted, IReadOnlyList<PlatformBuild> builds, Strategy strategy)
    {
        if (wanted.Reproducible)
        {
            return OneAfterAnother;
        }

        // Separate builds run one after another in any case.
        var isTogether = strategy == Strategy.Manifest && builds.Count > 1;
        var mixed = isTogether ? builds.Select(BaseOfTwoPlatforms).FirstOrDefault(name => name is not null) : null;
        if (mixed is null)
        {
            return wanted.Jobs ?? Math.Min(builds.Count, Environment.ProcessorCount);
        }

        var why = $"stages of one image stand on {mixed} for two platforms, and podman mixes these up when it builds several platforms at once";
        if (wanted.Jobs is { } jobs and not OneAfterAnother)
        {
            host.Warn($"--{InputTable.Jobs.Argument}={jobs} can give a wrong image: {why}.");
            return jobs;
        }

        host.Say($"Jobs: 1 ({why})");
        return OneAfterAnother;
    }

    /// <summary>The base image that stages of this build use for different platforms; null when there is none.</summary>
    private static string? BaseOfTwoPlatforms(PlatformBuild build) => build.Stages
        .Select(stage => stage.Built)
        .Where(built => built.Root.BaseName is not ("" or Containerfile.Scratch))
        .GroupBy(built => built.Root.BaseName, built => built.Platform)
        .FirstOrDefault(platforms => platforms.Distinct().Count() > 1)?.Key;

    /// <summary>Podman 4.3 does not clear the variant of a cached layer that it takes for a platform without a variant.</summary>
    private static IReadOnlyList<PlatformBuild> VariantsLast(IReadOnlyList<PlatformBuild> builds) =>
        [.. builds.OrderBy(build => build.Platform.Variant is not null)];

    private (Strategy Strategy, bool? Layers) Choose(MultiArchSettings settings, IReadOnlyList<PlatformBuild> builds, Version podman)
    {
        var differences = MultiArchSettings.Differences(settings.Builds).ToList();
        if (builds.Select(build => build.Containerfile.Text).Distinct().Count() > 1 && differences.Count == 0)
        {
            differences.Add("the platforms behind FROM --platform=");
            if (settings.Strategy == Strategy.Manifest)
            {
                throw new MultiArchException(InputProblems.StrategyCannotDiffer(differences));
            }
        }

        var variants = MixedVariants(builds);
        var scratch = MixedPlatforms(builds, podman);
        var needsSeparate = differences.Count > 0 || variants is not null || scratch is not null;
        var strategy = settings.Strategy ?? (needsSeparate ? Strategy.Separate : Strategy.Manifest);
        var why = settings.Strategy is not null ? "asked for"
            : differences.Count > 0 ? $"{string.Join(", ", differences)} differ by platform"
            : variants ?? scratch ?? "one podman build for all platforms gives the right result";

        // In separate builds a label keeps the caches of platforms apart. It does not correct the variant of an image.
        if ((variants ?? (strategy == Strategy.Manifest ? scratch : null)) is not { } confusion)
        {
            Say(strategy, why);
            return (strategy, settings.Layers);
        }

        var asked = settings.Layers == true ? $"--{InputTable.Layers.Argument}"
            : settings.CacheFrom.Count > 0 ? $"--{InputTable.CacheFrom.Argument}"
            : settings.CacheTo.Count > 0 ? $"--{InputTable.CacheTo.Argument}"
            : null;
        if (asked is not null)
        {
            throw new MultiArchException(InputProblems.LayersCannotBeKept(asked, confusion, separateHelps: confusion == scratch));
        }

        Say(strategy, why == confusion ? $"{why}; without the layer cache" : $"{why}; without the layer cache, because {confusion}");
        return (strategy, false);
    }

    /// <summary>
    /// Why podman's layer cache could give an image the variant of another, as it does up to 5.8; null when no two platforms have
    /// the same architecture.
    /// </summary>
    private static string? MixedVariants(IReadOnlyList<PlatformBuild> builds) =>
        builds.GroupBy(build => (build.Platform.Os, build.Platform.Architecture)).FirstOrDefault(group => group.Count() > 1) is { } variants
            ? $"the layer cache does not tell {string.Join(" from ", variants.Select(build => build.Platform))}"
            : null;

    /// <summary>
    /// Why podman's layer cache could mistake one platform's image for another's; null when it cannot. The cache finds a layer by its
    /// parent and instruction. Content that does not depend on the architecture looks the same on every platform.
    /// </summary>
    private static string? MixedPlatforms(IReadOnlyList<PlatformBuild> builds, Version podman) =>
        podman < CacheKnowsPlatform && builds.Any(build => build.Containerfile.UsesScratch(build.Inputs.Stage, build.Inputs.BuildArgs))
            ? $"the layer cache of podman {podman} does not look at the platform, and an image starts FROM scratch "
                + "or from a base that is not known yet"
            : null;

    private PodmanIsolation? Isolation(MultiArchSettings settings, PodmanVersionInfo podman)
    {
        // What this host can do says nothing about the host of a service.
        if (settings.Isolation is not null || podman.IsRemote)
        {
            return settings.Isolation;
        }

        if ((isolation ?? new IsolationCheck()).WhyDefaultFails() is not { } reason)
        {
            return null;
        }

        host.Say($"Isolation: chroot, because {reason}");
        return PodmanIsolation.Chroot;
    }

    private void Say(Strategy strategy, string why) =>
        host.Say($"Strategy: {strategy.ToString().ToLowerInvariant()} ({why})");
}
