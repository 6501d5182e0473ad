using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Containerfiles;

/// <summary>One podman build of one platform, as far as it decides which stages are built and on what.</summary>
/// <param name="Stage">The name of the stage that is asked for; null for the last one.</param>
/// <param name="Platform">The platform that is built.</param>
/// <param name="BuildPlatform">The platform of the host that builds.</param>
/// <param name="BuildArgs">The build's arguments by name.</param>
/// <param name="Podman">The version of the podman that builds.</param>
internal sealed record StageRequest(
    string? Stage, Platform Platform, Platform BuildPlatform, IReadOnlyDictionary<string, string> BuildArgs, Version Podman);

/// <summary>A stage that podman builds.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Root">The stage that its base image stands in: itself, or the first of those that it is built on.</param>
/// <param name="Platform">The platform whose programs its steps run.</param>
/// <param name="Steps">The instructions that run a program, RUN and the ONBUILD RUN of the stage that it is built on; none for a stage
/// that needs no emulation.</param>
internal sealed record BuiltStage(Stage Stage, Stage Root, Platform Platform, IReadOnlyList<Instruction> Steps);
