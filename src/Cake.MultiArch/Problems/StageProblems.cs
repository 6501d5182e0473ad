using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Problems;

/// <summary>MA1321 to MA1329: the stages of a Containerfile and the platforms that they run on.</summary>
internal static class StageProblems
{
    private static readonly ProblemKind Stray = new("MA1321", "A stage would be built on the wrong platform",
        "Up to Podman 5.4, what FROM --platform= says goes on to the stages behind it that have no --platform= themselves: they take their base image, and the images that they copy from, for that platform, while the image that comes out is labelled with the one that was asked for. Podman reports nothing. Write --platform=$TARGETPLATFORM into the FROM of such a stage; it means what leaving it out should mean, and all of them understand it.");

    private static readonly ProblemKind DotnetWithQemu = new("MA1322", "The .NET SDK would run under QEMU",
        "A warning, not a failure. .NET is not supported under QEMU (https://github.com/dotnet/core/blob/main/release-notes/10.0/supported-os.md): restore and build hang, crash or give wrong errors there. The SDK makes programs for every architecture, so run it in a stage of the build platform, FROM --platform=$BUILDPLATFORM, let it compile for the target with -a $TARGETARCH (SDK 8 or newer), and copy the result into a stage of the target platform. When no step of that one runs a program, nothing is emulated at all. Podman before 4.9 may not know $BUILDPLATFORM there; a literal platform such as linux/amd64 works.");

    /// <param name="place">File and line.</param>
    /// <param name="platforms">On which the step is emulated.</param>
    /// <param name="command">The command of the SDK.</param>
    /// <param name="old">The podman when it may not know $BUILDPLATFORM; else null.</param>
    /// <param name="pattern">How the lines can be written.</param>
    internal static Problem DotnetEmulated(string place, IReadOnlyList<Platform> platforms, string command, PodmanVersionInfo? old, IReadOnlyList<string> pattern) => DotnetWithQemu.Occur(
        $"The .NET SDK will run under QEMU for {string.Join(", ", platforms)}.",
        place,
        $"The step runs {command}, and its stage is not of the platform of the host. .NET is not supported under QEMU: restore and build can hang, crash or fail for no reason.",
        old is null
            ? "Compile on the platform that builds, with SDK 8 or newer, as below."
            : $"Compile on the platform that builds, with SDK 8 or newer, as below. The platform is literal because Podman {old.Version} may ignore $BUILDPLATFORM; from Podman {Containerfile.ExpandsFromPlatform} on it can be written.",
        pattern);

    internal static Problem PlatformGoesOn(string file, Stage stage, Stage earlier, Platform platform, Version podman) => Stray.Occur(
        $"The stage of line {stage.Line} would not be built for {platform}.",
        $"{file}:{stage.Line} ({stage.Instructions[0]})",
        $"Line {earlier.Line} says --platform={earlier.BasePlatform}, and Podman {podman} lets that go on to the stages behind it that have no --platform= of their own: the image would be labelled {platform} and hold programs of another platform.",
        $"Write FROM --platform=$TARGETPLATFORM {stage.Instructions[0].Arguments} in line {stage.Line}, or use Podman {Containerfile.KeepsFromPlatformsApart} or newer.");
}
