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
    public required string Name { get; init; }

    public required IReadOnlyList<Platform> Platforms { get; init; }

    public required IReadOnlyList<Destination> Destinations { get; init; }

    /// <summary>What to clone; null when the working directory is the source.</summary>
    public required GitSource? Git { get; init; }

    /// <summary>The credentials for the git server that the source comes from, cloned or not.</summary>
    public GitLogin GitLogin { get; init; } = new(null, null);

    /// <summary>How tags are derived; empty when only those that were written are given.</summary>
    public IReadOnlySet<TagRule> Tags { get; init; } = new HashSet<TagRule>();

    /// <summary>Whether a tag is left alone that has been published from a newer commit.</summary>
    public bool KeepNewer { get; init; }

    /// <summary>The build context, relative to the source.</summary>
    public required string Context { get; init; }

    /// <summary>What goes into each platform's build, one entry a platform.</summary>
    public required IReadOnlyDictionary<Platform, BuildInputs> Builds { get; init; }

    /// <summary>The secrets that steps can mount, each id once; paths are absolute.</summary>
    public required IReadOnlyList<BuildSecret> Secrets { get; init; }

    /// <summary>Null for <c>auto</c>.</summary>
    public required Strategy? Strategy { get; init; }

    public required int? Jobs { get; init; }

    public required PodmanIsolation? Isolation { get; init; }

    public required bool? TlsVerify { get; init; }

    public required bool NoCache { get; init; }

    public required PodmanPullPolicy? Pull { get; init; }

    public required bool? Layers { get; init; }

    public required IReadOnlyList<string> CacheFrom { get; init; }

    public required IReadOnlyList<string> CacheTo { get; init; }

    /// <summary>How the index and the images are made.</summary>
    public required PublishedForm Form { get; init; }

    /// <summary>The annotations that are wanted beside those that are found out, by key; an empty value leaves one of those out.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the digest has to be the same whenever and wherever the commit is built.</summary>
    public bool Reproducible { get; init; }

    /// <summary>The time that stands for the build's own; null when none is given.</summary>
    /// <remarks>https://reproducible-builds.org/specs/source-date-epoch/</remarks>
    public DateTimeOffset? SourceDateEpoch { get; init; }

    /// <summary>Which files of the images are refused.</summary>
    public VerifyMode Verify { get; init; }

    /// <summary>The files that may be of another architecture.</summary>
    public IReadOnlyList<PathPattern> AllowedForeign { get; init; } = [];

    /// <summary>What is run in each image before a tag is moved; null for nothing.</summary>
    public SmokeCommand? Smoke { get; init; }

    public required BinfmtSettings Binfmt { get; init; }

    public required string? AuthFile { get; init; }

    public required RegistryCredentials? Login { get; init; }

    /// <summary>The absolute path of the report's folder.</summary>
    public required string ReportFolder { get; init; }

    /// <summary>How a plan or findings are written.</summary>
    public OutputFormat Format { get; init; }

    /// <summary>The absolute path of the file for them; null for standard output.</summary>
    public string? Output { get; init; }

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
/// <param name="BuildArgsOfEnvironment">The names whose values podman reads from its environment, so that they stand in no command line.</param>
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
