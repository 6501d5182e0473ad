using System.Globalization;
using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Plan;

/// <summary>A plan for people and for programs.</summary>
/// <param name="source">The source that is built, and the podman that builds it.</param>
/// <param name="plan">The plan.</param>
/// <param name="commands">The commands of the plan.</param>
internal sealed class PlanText(SourceBuilds source, BuildPlan plan, PlanCommands commands)
{
    private const int SchemaVersion = 1;

    private static readonly string[] Heading = ["Platform", "Mode", "Stage", "Line", "Runs on", "Stage mode", "Emulated RUN"];

    private PodmanVersionInfo Podman => source.Podman;

    /// <summary>What podman gets instead of a Containerfile, and why; empty when it gets the file itself.</summary>
    public static IEnumerable<string> Copies(BuildPlan plan, PodmanVersionInfo podman) => plan.Builds
        .Where(build => build.Copy is not null)
        .Select(build => $"Podman {podman.Version} does not read every FROM of {build.Containerfile.Path} as it is meant. "
            + $"It is given a copy with {Changes(build.Copy!)}")
        .Distinct();

    /// <summary>What differs in a copy. A FROM of several lines becomes one, and the others stay empty.</summary>
    public static string Changes(ContainerfileCopy copy) => string.Join("; ", copy.Changes.Select(change =>
        change.EndLine > change.Line ? $"lines {change.Line} to {change.EndLine}: {change.Text}" : $"line {change.Line}: {change.Text}"));

    public PlanDocument Document() => new(
        SchemaVersion,
        [new PlannedImage(plan.Name, [.. plan.Builds.Select(Platform)])],
        [.. commands.Steps().Select(step => step.Command).OfType<IReadOnlyList<string>>()],
        [.. commands.Steps().Where(step => step.Command is null).Select(step => new PlannedOwnStep(step.Stage, step.Text))]);

    public IEnumerable<string> Lines() =>
    [
        $"{plan.Name}: {Count}, strategy {plan.Strategy.ToString().ToLowerInvariant()}",
        .. Abilities(),
        .. plan.Builds.Select(build => Files(build.Containerfile, build.IgnoreFile)).Distinct(),
        .. Copies(plan, Podman),
        "",
        .. TextTable.Lines(Heading, plan.Builds.SelectMany(Rows)),
        .. CrossCompiling.Find(plan.Builds).SelectMany(Saving),
        "",
        "Commands (a line with # is a step that no podman command does):",
        .. commands.Steps().Select(step => step.Line),
    ];

    private string Count => plan.Builds.Count == 1 ? "1 platform" : $"{plan.Builds.Count} platforms";

    /// <summary>Abilities that not every version of podman has.</summary>
    private IEnumerable<string> Abilities() =>
    [
        $"Podman {Podman.Version} ({Podman.OsArch}) builds several platforms in one podman build (--platform a,b --manifest).",
        Podman.Version < Containerfile.ExpandsFromPlatform
            ? "It takes a literal FROM --platform=, and may ignore $BUILDPLATFORM there."
            : "It takes FROM --platform=$BUILDPLATFORM, so that a stage can cross-compile.",
    ];

    private string Files(Containerfile file, string? ignoreFile) =>
        $"Containerfile: {Shown(file.Path)}" + (ignoreFile is { } ignore ? $"; left out of the context: what {Shown(ignore)} names" : "");

    private PlannedPlatform Platform(PlatformBuild build) => new(
        build.Platform.ToString(),
        Word(build.Mode),
        Podman.IsRemote ? "remote" : "local",
        [.. build.Stages.Select(Stage)],
        [.. build.Stages.Where(stage => stage.Mode == BuildMode.Emulated)
            .SelectMany(stage => stage.Built.Steps).Select(step => new PlannedStep(Shown(build.Containerfile.Path), step.Line))]);

    private static PlannedStage Stage(StageBuild stage) =>
        new(Name(stage.Built.Stage), stage.Built.Stage.Line, Word(stage.Mode), stage.IsShared);

    private static IEnumerable<string[]> Rows(PlatformBuild build) => build.Stages.Select((stage, index) => new[]
    {
        index == 0 ? build.Platform.ToString() : "",
        index == 0 ? Word(build.Mode) : "",
        Name(stage.Built.Stage) + (stage.IsShared ? " (shared by all platforms)" : ""),
        Number(stage.Built.Stage.Line),
        stage.Built.Platform.ToString(),
        Word(stage.Mode),
        stage.Mode == BuildMode.Emulated ? $"line {string.Join(", ", stage.Built.Steps.Select(step => Number(step.Line)))}" : "-",
    });

    private IEnumerable<string> Saving(CrossCompiling found) =>
    [
        "",
        $"RUN at {Shown(found.File)}:{Number(found.Line)} is emulated on {string.Join(", ", found.Platforms)}; "
            + "FROM --platform=$BUILDPLATFORM with TARGETARCH would make it cross-compiled:",
        .. found.Pattern.Select(line => $"  | {line}"),
    ];

    private static string Name(Stage stage) => stage.Name ?? Number(stage.Index);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Word(BuildMode mode) => mode.ToString().ToLowerInvariant();

    /// <summary>Relative to the source, when the file lies in it.</summary>
    private string Shown(string path)
    {
        var relative = Path.GetRelativePath(source.Folder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
