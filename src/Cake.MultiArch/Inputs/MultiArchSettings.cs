using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Git;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Build;

namespace Cake.MultiArch.Inputs;

/// <summary>What is wanted of a run: arguments, environment, the script's definition and the defaults, resolved and checked.</summary>
internal sealed record MultiArchSettings
{
    /// <summary>Takes the inputs that need nothing else. Those that are <c>required</c> come from <see cref="SettingsReader"/>.</summary>
    public MultiArchSettings(InputReader inputs)
    {
        Platforms = [.. inputs.Value(InputTable.Platform).Distinct()];
        KeepNewer = inputs.Value(InputTable.KeepNewer);
        Context = inputs.Value(InputTable.Context);
        Strategy = inputs.Value(InputTable.Strategy);
        Jobs = inputs.Value(InputTable.Jobs);
        Isolation = inputs.Value(InputTable.Isolation);
        TlsVerify = inputs.Value(InputTable.TlsVerify);
        Reproducible = inputs.Value(InputTable.Reproducible);
        NoCache = Reproducible || inputs.Value(InputTable.NoCache);
        Pull = inputs.Value(InputTable.Pull);
        Layers = inputs.Value(InputTable.Layers);
        CacheFrom = inputs.Value(InputTable.CacheFrom);
        CacheTo = inputs.Value(InputTable.CacheTo);
        Verify = inputs.Value(InputTable.Verify);
        AllowedForeign = inputs.Value(InputTable.AllowForeign);
        Format = inputs.Value(InputTable.Format);
    }

    public required string Name { get; init; }

    public IReadOnlyList<Platform> Platforms { get; init; }

    public required IReadOnlyList<Destination> Destinations { get; init; }

    /// <summary>What to clone; null when the working directory is the source.</summary>
    public required GitSource? Git { get; init; }

    /// <summary>The credentials for the git server that the source comes from, cloned or not.</summary>
    public required GitLogin GitLogin { get; init; }

    /// <summary>How tags are derived; empty when only the tags in the destinations are wanted.</summary>
    public required IReadOnlySet<TagRule> Tags { get; init; }

    /// <summary>Whether a tag is left alone that was published from a newer commit.</summary>
    public bool KeepNewer { get; init; }

    /// <summary>The build context, relative to the source.</summary>
    public string Context { get; init; }

    /// <summary>What goes into each platform's build, one entry per platform.</summary>
    public required IReadOnlyDictionary<Platform, BuildInputs> Builds { get; init; }

    /// <summary>The secrets that steps can mount, each id once; paths are absolute.</summary>
    public required IReadOnlyList<BuildSecret> Secrets { get; init; }

    /// <summary>Null for <c>auto</c>.</summary>
    public Strategy? Strategy { get; init; }

    public int? Jobs { get; init; }

    public PodmanIsolation? Isolation { get; init; }

    public bool? TlsVerify { get; init; }

    /// <summary>Also true for a reproducible build.</summary>
    public bool NoCache { get; init; }

    public PodmanPullPolicy? Pull { get; init; }

    public bool? Layers { get; init; }

    public IReadOnlyList<string> CacheFrom { get; init; }

    public IReadOnlyList<string> CacheTo { get; init; }

    /// <summary>How the index and the images are made.</summary>
    public required PublishedForm Form { get; init; }

    /// <summary>The annotations of the index, by key. An empty value leaves out one that would be written otherwise.</summary>
    public required IReadOnlyDictionary<string, string> Annotations { get; init; }

    /// <summary>Whether the digest has to be the same whenever and wherever the commit is built.</summary>
    public bool Reproducible { get; init; }

    /// <summary>The time to use in place of the time of the build; null when none is given.</summary>
    /// <remarks>https://reproducible-builds.org/specs/source-date-epoch/</remarks>
    public required DateTimeOffset? SourceDateEpoch { get; init; }

    /// <summary>Which files of the images are refused.</summary>
    public VerifyMode Verify { get; init; }

    /// <summary>The files that may be for another architecture.</summary>
    public IReadOnlyList<PathPattern> AllowedForeign { get; init; }

    /// <summary>What is run in each image before a tag is moved; null for nothing.</summary>
    public required SmokeCommand? Smoke { get; init; }

    public required BinfmtSettings Binfmt { get; init; }

    public required string? AuthFile { get; init; }

    public required RegistryCredentials? Login { get; init; }

    /// <summary>The absolute path of the report's folder.</summary>
    public required string ReportFolder { get; init; }

    /// <summary>How a plan or findings are written.</summary>
    public OutputFormat Format { get; init; }

    /// <summary>The absolute path of the file for them; null for standard output.</summary>
    public required string? Output { get; init; }

    /// <summary>What differs between the builds of platforms, in words; empty when nothing does.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<Platform, BuildInputs> builds)
    {
        var first = builds.Values.First();
        return [.. builds.Values.SelectMany(build => build.DifferencesFrom(first)).Distinct()];
    }
}

/// <summary>What goes into the build of one platform.</summary>
/// <param name="Containerfile">Relative to the context; null for the default names.</param>
/// <param name="Stage">The build stage to end with; null for the last.</param>
/// <param name="BuildArgs">Values by name.</param>
/// <param name="BuildArgsOfEnvironment">The names whose values podman reads from its environment, to keep them off command lines.</param>
/// <param name="Labels">Values by name.</param>
internal sealed record BuildInputs(
    string? Containerfile,
    string? Stage,
    IReadOnlyDictionary<string, string> BuildArgs,
    IReadOnlySet<string> BuildArgsOfEnvironment,
    IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>The annotations of the platform's entry in the index, by key.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>What differs from another platform's, in words; empty when nothing does.</summary>
    public IEnumerable<string> DifferencesFrom(BuildInputs other)
    {
        if (Containerfile != other.Containerfile)
        {
            yield return "Containerfile";
        }

        if (Stage != other.Stage)
        {
            yield return "stage";
        }

        if (!SameAs(BuildArgs, other.BuildArgs))
        {
            yield return "build arguments";
        }

        if (!SameAs(Labels, other.Labels))
        {
            yield return "labels";
        }
    }

    private static bool SameAs(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
