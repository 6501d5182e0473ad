using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Plan;

/// <summary>How an image will be built.</summary>
/// <param name="Name">The name of the image in logs and the report.</param>
/// <param name="ContextFolder">The absolute path of the build context.</param>
/// <param name="Strategy">How the list is built.</param>
/// <param name="ListName">The local name of the list, with the run's id, so that no run adds to the list of another.</param>
/// <param name="Isolation">The isolation for podman; null for its default.</param>
/// <param name="Jobs">How many platforms are built at once; 0 for no limit.</param>
/// <param name="KeepLayers">Whether podman keeps layers; null for its default, which keeps them.</param>
/// <param name="Builds">One entry per platform, in the order in which they are built.</param>
internal sealed record BuildPlan(
    string Name,
    string ContextFolder,
    Strategy Strategy,
    string ListName,
    PodmanIsolation? Isolation,
    int Jobs,
    bool? KeepLayers,
    IReadOnlyList<PlatformBuild> Builds)
{
    /// <summary>The time of the images and of all files in their new layers; null for the time of the build.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    public IEnumerable<Platform> Platforms => Builds.Select(build => build.Platform);
}

/// <summary>The build of one platform.</summary>
/// <param name="Platform">What is built.</param>
/// <param name="Mode">How the host runs its steps: the heaviest mode of its stages.</param>
/// <param name="Containerfile">The parsed file, to name the line of a step that fails.</param>
/// <param name="Inputs">Stage, build arguments and labels.</param>
internal sealed record PlatformBuild(Platform Platform, BuildMode Mode, Containerfile Containerfile, BuildInputs Inputs)
{
    /// <summary>The file name of the copy.</summary>
    public string CopyName => $"Containerfile-{Platform.FileName}";

    /// <summary>What podman gets instead of the Containerfile; null when it gets the file itself.</summary>
    public ContainerfileCopy? Copy { get; init; }

    /// <summary>The absolute path of the file that says what is left out of the context; null when there is none.</summary>
    public string? IgnoreFile { get; init; }

    /// <summary>The stages that podman builds, in order.</summary>
    public IReadOnlyList<StageBuild> Stages { get; init; } = [];

    /// <summary>The platforms on which a step of this build is emulated, each once.</summary>
    public IEnumerable<Platform> Emulated =>
        Stages.Where(stage => stage.Mode == BuildMode.Emulated).Select(stage => stage.Built.Platform).Distinct();

    public PlatformBuild With(IReadOnlyList<StageBuild> stages) => this with { Mode = stages.Max(stage => stage.Mode), Stages = stages };
}

/// <summary>One stage of the build of a platform.</summary>
/// <param name="Built">The stage, the platform that it runs on and its steps.</param>
/// <param name="Mode">How its steps are run; for one without steps, whether the platform that is built is the host's own.</param>
/// <param name="IsShared">Whether it is the same for all platforms.</param>
internal sealed record StageBuild(BuiltStage Built, BuildMode Mode, bool IsShared);

/// <summary>How the steps of a platform's build are run, the lightest first; the words of the report.</summary>
internal enum BuildMode
{
    /// <summary>On the host's own processor.</summary>
    Native,

    /// <summary>No step runs a foreign program.</summary>
    Cross,

    /// <summary>By a podman service, on its own host's processor.</summary>
    Remote,

    /// <summary>By QEMU.</summary>
    Emulated,
}
