using System.Globalization;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Plan;

/// <summary>The podman commands that build the list of a plan. A run executes them, <c>PlanMultiArch</c> prints them.</summary>
/// <param name="wanted">What is wanted.</param>
/// <param name="authFile">The file of credentials; null for podman's own places.</param>
/// <param name="fileOf">The path of the Containerfile that podman gets: the user's own, or the copy of it.</param>
internal sealed class BuildCommands(MultiArchSettings wanted, string? authFile, Func<PlatformBuild, string> fileOf)
{
    /// <summary>Keeps the layer caches of platforms apart where podman does not: another label makes another layer.</summary>
    public const string PlatformLabel = "io.github.cake-contrib.multiarch.platform";

    /// <summary>
    /// One build for each stage that is the same for all platforms. The build of all platforms then finds the steps in the layer cache.
    /// Otherwise platforms that are built at once would each run them.
    /// </summary>
    public IEnumerable<PodmanBuildSettings> Shared(BuildPlan plan)
    {
        if (plan.Strategy != Strategy.Manifest || plan.Jobs == 1 || plan.KeepLayers == false || wanted.NoCache)
        {
            yield break;
        }

        var build = plan.Builds[0];
        foreach (var built in build.Stages.Where(stage => stage.IsShared && stage.Built.Steps.Count > 0).Select(stage => stage.Built))
        {
            var target = built.Stage.Name ?? built.Stage.Index.ToString(CultureInfo.InvariantCulture);
            if (build.Containerfile.FindStage(target) == built.Stage)
            {
                var settings = Settings(plan, build, [built.Platform]);
                settings.Target = target;

                // Labels belong to the image, and would add a layer here.
                settings.Labels.Clear();
                yield return settings;
            }
        }
    }

    /// <summary>One build for all platforms, which creates the list.</summary>
    public PodmanBuildSettings Together(BuildPlan plan)
    {
        var settings = Settings(plan, plan.Builds[0], plan.Platforms);
        settings.Manifest = plan.ListName;
        settings.Jobs = plan.Jobs;
        return settings;
    }

    /// <summary>The build of one platform. Its image is added to the list later.</summary>
    public PodmanBuildSettings Separate(BuildPlan plan, PlatformBuild build)
    {
        var settings = Settings(plan, build, [build.Platform]);
        if (!wanted.NoCache)
        {
            settings.Labels[PlatformLabel] = build.Platform.ToString();
        }

        settings.Jobs = wanted.Jobs;
        return settings;
    }

    /// <summary>
    /// How an image is added to the list. Without a platform the entry gets the one in the image's config, so that a wrong variant from the
    /// layer cache shows. A variant is given, because podman writes v7 into the config of every arm image that starts from scratch.
    /// </summary>
    public static ManifestAddSettings Entry(Platform platform) => new() { Platform = platform.Variant is null ? null : platform };

    /// <summary>The name of an image in the local storage.</summary>
    /// <param name="id">Its identifier, without the algorithm: the transport takes no other.</param>
    public static string Stored(string id) => $"containers-storage:{id}";

    private PodmanBuildSettings Settings(BuildPlan plan, PlatformBuild build, IEnumerable<Platform> platforms)
    {
        var settings = new PodmanBuildSettings
        {
            File = fileOf(build),
            Format = wanted.Form.IsDocker ? PodmanImageFormat.Docker : PodmanImageFormat.Oci,
            Timestamp = plan.Timestamp,
            IdentityLabel = plan.Timestamp is null ? null : false,

            // Otherwise podman would look for one next to the copy.
            IgnoreFile = build.Copy is null ? null : build.IgnoreFile,
            Target = build.Inputs.Stage,
            Isolation = plan.Isolation,
            TlsVerify = wanted.TlsVerify,
            AuthFile = authFile,
            NoCache = wanted.NoCache,
            Pull = wanted.Pull,
            Layers = plan.KeepLayers,
        };
        foreach (var platform in platforms)
        {
            settings.Platforms.Add(platform);
        }

        foreach (var (name, value) in build.Inputs.BuildArgs)
        {
            settings.BuildArgs[name] = build.Inputs.BuildArgsOfEnvironment.Contains(name) ? null : value;
        }

        foreach (var secret in wanted.Secrets)
        {
            settings.Secrets.Add(secret.Flag);
        }

        foreach (var (name, value) in build.Inputs.Labels)
        {
            settings.Labels[name] = value;
        }

        foreach (var repository in wanted.CacheFrom)
        {
            settings.CacheFrom.Add(repository);
        }

        foreach (var repository in wanted.CacheTo)
        {
            settings.CacheTo.Add(repository);
        }

        return settings;
    }
}
