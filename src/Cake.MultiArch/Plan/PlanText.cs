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

    /// <summary>What podman is given in place of a Containerfile, and why; nothing when it is the file itself.</summary>
    public static IEnumerable<string> Copies(BuildPlan plan, PodmanVersionInfo podman) =>
        plan
            .Builds.Where(build => build.Copy is not null)
            .Select(build =>
                $"Podman {podman.Version} does not read every FROM of {build.Containerfile.Path} as it is meant. It is given a copy with "
                + string.Join("; ", build.Copy!.Changes.Select(change => $"line {change.Line}: {change.Text}"))
            )
            .Distinct();

    public PlanDocument Document() => new(
        SchemaVersion,
        [new PlannedImage(plan.Name, [.. plan.Builds.Select(Platform)])],
        commands.All());

    public IEnumerable<string> Lines() =>
        [
            $"{plan.Name}: {plan.Builds.Count} {(plan.Builds.Count == 1 ? "platform" : "platforms")}, strategy {plan.Strategy.ToString().ToLowerInvariant()}",
            .. Abilities(),
            .. plan.Builds.Select(build => Files(build.Containerfile, build.IgnoreFile)).Distinct(),
            .. Copies(plan, source.Podman),
            "",
            .. TextTable.Lines(Heading, plan.Builds.SelectMany(Rows)),
            .. CrossCompiling.Find(plan.Builds).SelectMany(Saving),
            "",
            "Commands:",
            .. commands.Lines(),
        ];

    /// <summary>What is often said of podman and is not true of every one.</summary>
    private IEnumerable<string> Abilities() =>
        [
            $"Podman {source.Podman.Version} ({source.Podman.OsArch}) builds several platforms in one podman build (--platform a,b --manifest).",
            source.Podman.Version < Containerfile.ExpandsFromPlatform
                ? "It takes a literal FROM --platform=, and may ignore $BUILDPLATFORM there."
                : "It takes FROM --platform=$BUILDPLATFORM, so that a stage can cross-compile.",
        ];

    private string Files(Containerfile file, string? ignoreFile) =>
        $"Containerfile: {Shown(file.Path)}" + (ignoreFile is { } ignore ? $"; left out of the context: what {Shown(ignore)} names" : "");

    private PlannedPlatform Platform(PlatformBuild build) =>
        new(
            build.Platform.ToString(),
            Word(build.Mode),
            source.Podman.IsRemote ? "remote" : "local",
            [
                .. build.Stages.Select(stage => new PlannedStage(
                    Name(stage.Built.Stage),
                    stage.Built.Stage.Line,
                    Word(stage.Mode),
                    stage.IsShared
                )),
            ],
            [
                .. build
                    .Stages.Where(stage => stage.Mode == BuildMode.Emulated)
                    .SelectMany(stage => stage.Built.Steps)
                    .Select(step => new PlannedStep(Shown(build.Containerfile.Path), step.Line)),
            ]
        );

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
            $"RUN at {Shown(found.File)}:{Number(found.Line)} is emulated on {string.Join(", ", found.Platforms)}; FROM --platform=$BUILDPLATFORM with TARGETARCH would make it cross-compiled:",
            .. found.Pattern.Select(line => $"  | {line}"),
        ];

    private static string Name(Stage stage) => stage.Name ?? Number(stage.Index);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Word(BuildMode mode) => mode.ToString().ToLowerInvariant();

    private string Shown(string path) =>
        Path.GetRelativePath(source.Folder, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
}
