using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Problems;

/// <summary>MA1321 to MA1329: the stages of a Containerfile and the platforms that they run on.</summary>
internal static class StageProblems
{
    private static readonly ProblemKind Stray = new("MA1321", "A stage would be built on the wrong platform",
        "Up to Podman 5.4, what FROM --platform= says goes on to the stages behind it that have no --platform= themselves: they get a base image of that platform, while the image that comes out is labelled with the one that was asked for. Podman reports nothing. Write --platform=$TARGETPLATFORM into the FROM of such a stage; it means what leaving it out should mean, and every version that is supported knows it.");

    internal static Problem PlatformGoesOn(string file, Stage stage, Stage earlier, Platform platform, Version podman) => Stray.Occur(
        $"The stage of line {stage.Line} would not be built for {platform}.",
        $"{file}:{stage.Line} ({stage.Instructions[0]})",
        $"Line {earlier.Line} says --platform={earlier.BasePlatform}, and Podman {podman} lets that go on to the stages behind it that have no --platform= of their own: the image would be labelled {platform} and hold programs of another platform.",
        $"Write FROM --platform=$TARGETPLATFORM {stage.Instructions[0].Arguments} in line {stage.Line}, or use Podman {Containerfile.KeepsFromPlatformsApart} or newer.");
}
