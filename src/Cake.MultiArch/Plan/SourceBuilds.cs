using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Plan;

/// <summary>What the Containerfiles say about each platform's build. They are read once per run, when the source is there.</summary>
/// <param name="Wanted">What is wanted.</param>
/// <param name="Folder">The absolute path of the source.</param>
/// <param name="Podman">The podman that will build.</param>
internal sealed record SourceBuilds(MultiArchSettings Wanted, string Folder, PodmanVersionInfo Podman)
{
    /// <summary>One entry per platform, in the order in which they were asked for.</summary>
    public IReadOnlyList<PlatformBuild> Builds { get; private init; } = [];

    /// <summary>The absolute path of the build context.</summary>
    public string ContextFolder => Path.GetFullPath(Wanted.Context, Folder);

    /// <summary>
    /// The foreign platforms that the host must be able to run, each once: those on which a step is emulated, and with a smoke test every
    /// foreign one, because its image is started.
    /// </summary>
    public IReadOnlyList<Platform> ToRun => [.. Builds.SelectMany(build => build.Emulated).Union(Smoked)];

    private IEnumerable<Platform> Smoked =>
        from build in Builds
        where Wanted.Smoke is not null && build.Mode is BuildMode.Cross or BuildMode.Emulated
        select build.Platform;

    /// <summary>Reads the Containerfile of each wanted platform.</summary>
    /// <param name="wanted">What is wanted.</param>
    /// <param name="folder">The absolute path of the source.</param>
    /// <param name="podman">The podman that will build.</param>
    /// <exception cref="MultiArchException">The context or a Containerfile is missing, or podman will refuse a Containerfile.</exception>
    public static SourceBuilds Read(MultiArchSettings wanted, string folder, PodmanVersionInfo podman)
    {
        var source = new SourceBuilds(wanted, folder, podman);
        var files = source.Files();
        var isOneFile = files.DistinctBy(file => file.Read.Text).Count() == 1 && MultiArchSettings.Differences(wanted.Builds).Count == 0;
        var shared = isOneFile ? files[0].Read.SharedStages([.. files.Select(file => file.Request)]) : new HashSet<int>();
        return source with { Builds = [.. files.Select(file => source.Build(file, shared))] };
    }

    /// <summary>The builds with the modes that a host gives them.</summary>
    /// <param name="support">How the host runs platforms. For a platform that is not in it, podman's own platform decides.</param>
    public SourceBuilds On(IReadOnlyList<PlatformSupport> support) =>
        this with { Builds = [.. Builds.Select(build => On(build, support))] };

    /// <summary>What decides which stages are built for a platform.</summary>
    public StageRequest Request(Platform platform)
    {
        var inputs = Wanted.Builds[platform];
        return new StageRequest(inputs.Stage, platform, Platform.Parse(Podman.OsArch), inputs.BuildArgs, Podman.Version);
    }

    /// <summary>The Containerfile of each platform. Its name is relative to the context, which may be a clone.</summary>
    private List<BuildFile> Files()
    {
        var context = ContextFolder;
        var originals = Wanted.Platforms.Select(platform => Wanted.Builds[platform].Containerfile).Distinct()
            .ToDictionary(name => name ?? "", name => Containerfile.Load(context, name, workingDirectory: context));
        var files = Wanted.Platforms
            .Select(platform => (Request: Request(platform), Original: originals[Wanted.Builds[platform].Containerfile ?? ""]))
            .ToList();
        foreach (var (request, original) in files)
        {
            if (original.Errors(request) is [var first, ..])
            {
                throw new MultiArchException(first) { Platforms = [request.Platform.ToString()] };
            }
        }

        return [.. files.Select(file => new BuildFile(file.Request, file.Original, Copy(file.Original, file.Request)))];

        ContainerfileCopy? Copy(Containerfile original, StageRequest own) =>
            ContainerfileCopy.Make(original, own, [.. files.Where(file => file.Original == original).Select(file => file.Request)]);
    }

    private PlatformBuild Build(BuildFile file, IReadOnlySet<int> shared)
    {
        var platform = file.Request.Platform;
        var stages = file.Read.BuiltStages(file.Request)
            .Select(built => new StageBuild(built, Mode(built, platform, []), shared.Contains(built.Stage.Index)));
        var build = new PlatformBuild(platform, default, file.Read, Wanted.Builds[platform])
        {
            Copy = file.Copy,
            IgnoreFile = file.Original.IgnoreFile(ContextFolder),
        };
        return build.With([.. stages]);
    }

    private PlatformBuild On(PlatformBuild build, IReadOnlyList<PlatformSupport> support) =>
        build.With([.. build.Stages.Select(stage => stage with { Mode = Mode(stage.Built, build.Platform, support) })]);

    private BuildMode Mode(BuiltStage stage, Platform platform, IReadOnlyList<PlatformSupport> support) =>
        stage.Steps.Count > 0 && !IsNative(stage.Platform, support) ? BuildMode.Emulated
        : Podman.IsRemote ? BuildMode.Remote
        : IsNative(platform, support) ? BuildMode.Native
        : BuildMode.Cross;

    private bool IsNative(Platform platform, IReadOnlyList<PlatformSupport> support) =>
        support.FirstOrDefault(known => known.Platform == platform) is { } known
            ? known.Mode == SupportMode.Native
            : Platform.Parse(Podman.OsArch).Architecture == platform.Architecture;

    /// <summary>The Containerfile for one platform.</summary>
    /// <param name="Request">What is built from it.</param>
    /// <param name="Original">The user's file.</param>
    /// <param name="Copy">What podman gets instead of the file; null when it gets the file itself.</param>
    private sealed record BuildFile(StageRequest Request, Containerfile Original, ContainerfileCopy? Copy)
    {
        public Containerfile Read => Copy?.File ?? Original;
    }
}
