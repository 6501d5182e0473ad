using Newtonsoft.Json;

namespace Cake.MultiArch.Plan;

/// <summary>The document of <c>PlanMultiArch --format=json</c>.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Images">The images. So far a run has one.</param>
/// <param name="Commands">The podman commands in order, each as its words.</param>
/// <param name="OwnSteps">What no podman command does, in order.</param>
internal sealed record PlanDocument(
    [property: JsonProperty("schemaVersion")] int SchemaVersion,
    [property: JsonProperty("images")] IReadOnlyList<PlannedImage> Images,
    [property: JsonProperty("commands")] IReadOnlyList<IReadOnlyList<string>> Commands,
    [property: JsonProperty("ownSteps")] IReadOnlyList<PlannedOwnStep> OwnSteps);

/// <summary>An image.</summary>
internal sealed record PlannedImage(
    [property: JsonProperty("name")] string Name,
    [property: JsonProperty("platforms")] IReadOnlyList<PlannedPlatform> Platforms);

/// <summary>The build of a platform.</summary>
/// <param name="Platform">What is built.</param>
/// <param name="Mode">The heaviest mode of its stages: <c>native</c>, <c>cross</c>, <c>remote</c> or <c>emulated</c>.</param>
/// <param name="Builder">The podman that builds: <c>local</c>, or <c>remote</c> for a service.</param>
/// <param name="Stages">The stages that are built, in order.</param>
/// <param name="EmulatedSteps">The RUN steps that QEMU runs.</param>
internal sealed record PlannedPlatform(
    [property: JsonProperty("platform")] string Platform,
    [property: JsonProperty("mode")] string Mode,
    [property: JsonProperty("builder")] string Builder,
    [property: JsonProperty("stages")] IReadOnlyList<PlannedStage> Stages,
    [property: JsonProperty("emulatedSteps")] IReadOnlyList<PlannedStep> EmulatedSteps);

/// <summary>A stage that podman builds.</summary>
/// <param name="Name">Its name, or its index when it has none.</param>
/// <param name="Line">The line of FROM, counted from 1.</param>
/// <param name="Mode">How its steps are run.</param>
/// <param name="Shared">Whether it is the same for all platforms.</param>
internal sealed record PlannedStage(
    [property: JsonProperty("name")] string Name,
    [property: JsonProperty("line")] int Line,
    [property: JsonProperty("mode")] string Mode,
    [property: JsonProperty("shared")] bool Shared);

/// <summary>A step.</summary>
/// <param name="File">The Containerfile, relative to the source where it is below it.</param>
/// <param name="Line">Its line, counted from 1.</param>
internal sealed record PlannedStep(
    [property: JsonProperty("file")] string File,
    [property: JsonProperty("line")] int Line);

/// <summary>A step that no podman command does.</summary>
/// <param name="Stage">The stage of the report that does it.</param>
/// <param name="Text">What it does.</param>
internal sealed record PlannedOwnStep(
    [property: JsonProperty("stage")] string Stage,
    [property: JsonProperty("text")] string Text);
