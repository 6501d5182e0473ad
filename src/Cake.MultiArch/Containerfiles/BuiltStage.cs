using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Containerfiles;

/// <summary>One podman build of one platform: the inputs that decide which stages are built, and on which base.</summary>
/// <param name="Stage">The name of the requested stage; null for the last one.</param>
/// <param name="Platform">The platform that is built.</param>
/// <param name="BuildPlatform">The platform of the build host.</param>
/// <param name="BuildArgs">The build's arguments by name.</param>
/// <param name="Podman">The version of podman.</param>
internal sealed record StageRequest(
    string? Stage, Platform Platform, Platform BuildPlatform, IReadOnlyDictionary<string, string> BuildArgs, Version Podman);

/// <summary>A stage that podman builds.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Root">The stage that names the base image: this stage, or the first one in the chain that it is built on.</param>
/// <param name="Platform">The platform of the programs that its steps run.</param>
/// <param name="Steps">The instructions that run a program: RUN, and the ONBUILD RUN of the stage that it is built on. Empty for a stage
/// that needs no emulation.</param>
internal sealed record BuiltStage(Stage Stage, Stage Root, Platform Platform, IReadOnlyList<Instruction> Steps);
