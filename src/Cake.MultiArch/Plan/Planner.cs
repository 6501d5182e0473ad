using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Plan;

/// <summary>Decides how an image is built, from what is wanted and what the podman and the host can do.</summary>
/// <param name="host">What it may use of the world.</param>
/// <param name="isolation">Looks whether podman's default isolation works; null for this host.</param>
internal sealed class Planner(Host host, IsolationCheck? isolation = null)
{
    /// <summary>Before it, the layer cache does not look at the platform: https://github.com/containers/podman/issues/18723.</summary>
    public static readonly Version CacheKnowsPlatform = new(5, 6);

    /// <summary>Platforms that are built at once take the name of the base from each other, and what podman notes of it depends on who was first.</summary>
    private const int OneAfterAnother = 1;

    /// <summary>Reads the Containerfiles and makes the plan.</summary>
    /// <param name="settings">What is wanted.</param>
    /// <param name="sourceFolder">The absolute path of the source.</param>
    /// <param name="podman">The podman that will build.</param>
    /// <param name="support">How the host runs each platform; empty when it was not looked at.</param>
    /// <param name="runId">The run's identifier.</param>
    /// <exception cref="MultiArchException">The context or a Containerfile is missing, or what is asked for gives a wrong image.</exception>
    public BuildPlan Plan(MultiArchSettings settings, string sourceFolder, PodmanVersionInfo podman, IReadOnlyList<PlatformSupport> support, string runId)
    {
        var builds = Builds(settings, sourceFolder, podman, support);
        var (strategy, layers) = Choose(settings, builds, podman.Version);
        return new BuildPlan(
            settings.Name,
            ContextFolder(settings, sourceFolder),
            strategy,
            RunList.NameOf(settings.Name, runId),
            Isolation(settings, podman),
            settings.Reproducible ? OneAfterAnother : settings.Jobs ?? Math.Min(settings.Platforms.Count, Environment.ProcessorCount),
            layers,
            strategy == Strategy.Separate ? VariantsLast(builds) : builds);
    }

    /// <summary>The build of each platform, as its Containerfile says.</summary>
    /// <exception cref="MultiArchException">The context or a Containerfile is missing, or what is asked for gives a wrong image.</exception>
    public static List<PlatformBuild> Builds(MultiArchSettings settings, string sourceFolder, PodmanVersionInfo podman, IReadOnlyList<PlatformSupport> support)
    {
        var files = Files(settings, sourceFolder, podman);
        var isOneFile = files.Select(file => file.Read.Text).Distinct().Count() == 1 && MultiArchSettings.Differences(settings.Builds).Count == 0;
        var shared = isOneFile ? files[0].Read.SharedStages([.. files.Select(file => file.Request)]) : new HashSet<int>();
        return [.. files.Select(file => PlatformBuild(settings, file, shared, podman, support))];
    }

    /// <summary>Podman 4.3 does not clear the variant of a cached layer that it takes for a platform that names none.</summary>
    private static List<PlatformBuild> VariantsLast(List<PlatformBuild> builds) => [.. builds.OrderBy(build => build.Platform.Variant is not null)];

    /// <summary>The absolute path of the build context.</summary>
    public static string ContextFolder(MultiArchSettings settings, string sourceFolder) =>
        Path.GetFullPath(settings.Context, sourceFolder);

    /// <summary>
    /// The Containerfile of each platform, as podman is given it. It is named relative to the context, which may be a clone. One that podman
    /// will refuse is refused here.
    /// </summary>
    private static List<BuildFile> Files(MultiArchSettings settings, string sourceFolder, PodmanVersionInfo podman)
    {
        var context = ContextFolder(settings, sourceFolder);
        var read = settings.Builds.Values.Select(inputs => inputs.Containerfile).Distinct()
            .ToDictionary(name => name ?? "", name => Containerfile.Load(context, name, workingDirectory: context));
        var requests = settings.Platforms.ToDictionary(platform => platform, platform => Request(settings, platform, podman));
        return
        [
            .. settings.Platforms.Select(platform =>
            {
                var file = read[settings.Builds[platform].Containerfile ?? ""];
                if (file.Errors(requests[platform]) is [var first, ..])
                {
                    throw new MultiArchException(first) { Platforms = [platform.ToString()] };
                }

                var all = requests.Values.Where(request => read[settings.Builds[request.Platform].Containerfile ?? ""] == file).ToList();
                return new BuildFile(requests[platform], file, ContainerfileCopy.Make(file, requests[platform], all));
            }),
        ];
    }

    /// <summary>What decides which stages of a platform's build are built.</summary>
    public static StageRequest Request(MultiArchSettings settings, Platform platform, PodmanVersionInfo podman) =>
        new(settings.Builds[platform].Stage, platform, Platform.Parse(podman.OsArch), settings.Builds[platform].BuildArgs, podman.Version);

    private static PlatformBuild PlatformBuild(
        MultiArchSettings settings, BuildFile file, IReadOnlySet<int> shared, PodmanVersionInfo podman, IReadOnlyList<PlatformSupport> support)
    {
        var platform = file.Request.Platform;
        var withoutEmulation = podman.IsRemote ? BuildMode.Remote : IsNative(platform, podman, support) ? BuildMode.Native : BuildMode.Cross;
        var stages = file.Read.BuiltStages(file.Request)
            .Select(stage => new StageBuild(stage, stage.Steps.Count > 0 && !IsNative(stage.Platform, podman, support) ? BuildMode.Emulated : withoutEmulation, shared.Contains(stage.Stage.Index)))
            .ToList();
        return new PlatformBuild(platform, stages.Max(stage => stage.Mode), file.Read, settings.Builds[platform]) { Stages = stages, Copy = file.Copy };
    }

    /// <summary>The Containerfile of one platform's build.</summary>
    /// <param name="Request">What is built from it.</param>
    /// <param name="Original">The user's file.</param>
    /// <param name="Copy">What podman is given in its place; null when that is the file itself.</param>
    private sealed record BuildFile(StageRequest Request, Containerfile Original, ContainerfileCopy? Copy)
    {
        public Containerfile Read => Copy?.File ?? Original;
    }

    /// <summary>As the host was found to run the platform, or as podman's own platform tells where it was not looked at.</summary>
    private static bool IsNative(Platform platform, PodmanVersionInfo podman, IReadOnlyList<PlatformSupport> support) =>
        support.FirstOrDefault(known => known.Platform == platform) is { } known
            ? known.Mode == SupportMode.Native
            : Platform.Parse(podman.OsArch).Architecture == platform.Architecture;

    private (Strategy Strategy, bool? Layers) Choose(MultiArchSettings settings, List<PlatformBuild> builds, Version podman)
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
        var strategy = settings.Strategy ?? (differences.Count > 0 || (variants ?? scratch) is not null ? Strategy.Separate : Strategy.Manifest);
        var why = settings.Strategy is not null ? "asked for"
            : differences.Count > 0 ? $"{string.Join(", ", differences)} differ by platform"
            : variants ?? scratch ?? "one podman build for all platforms gives the right result";

        // A label keeps the caches of platforms apart when they are built separately; it does not set an image's variant right.
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
    /// one architecture.
    /// </summary>
    private static string? MixedVariants(List<PlatformBuild> builds) =>
        builds.GroupBy(build => (build.Platform.Os, build.Platform.Architecture)).FirstOrDefault(group => group.Count() > 1) is { } variants
            ? $"the layer cache does not tell {string.Join(" from ", variants.Select(build => build.Platform))}"
            : null;

    /// <summary>
    /// Why podman's layer cache could take one platform's image for another's; null when it cannot. It finds a layer by its parent
    /// and instruction, so content that does not depend on the architecture is the same to it on every platform.
    /// </summary>
    private static string? MixedPlatforms(List<PlatformBuild> builds, Version podman) =>
        podman < CacheKnowsPlatform && builds.Any(build => build.Containerfile.UsesScratch(build.Inputs.Stage, build.Inputs.BuildArgs))
            ? $"the layer cache of podman {podman} does not look at the platform, and an image starts FROM scratch or from a base that is not known yet"
            : null;

    private PodmanIsolation? Isolation(MultiArchSettings settings, PodmanVersionInfo podman)
    {
        // What this host can do says nothing about a service's.
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
