using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Plan;

/// <summary>MA1322 to MA1329: the stages of a Containerfile and the platforms that they run on.</summary>
internal static class StageProblems
{
    private static readonly ProblemKind DotnetWithQemu = new(
        "MA1322",
        "The .NET SDK would run under QEMU",
        "A warning, not a failure. .NET is not supported under QEMU (https://github.com/dotnet/core/blob/main/release-notes/10.0/supported-os.md): restore and build hang, crash or give wrong errors there. The SDK makes programs for every architecture, so run it in a stage of the build platform, FROM --platform=$BUILDPLATFORM, let it compile for the target with -a $TARGETARCH (SDK 8 or newer), and copy the result into a stage of the target platform. When no step of that one runs a program, nothing is emulated at all. Podman before 4.9 may not know $BUILDPLATFORM there; the run gives it a copy of the file with the platform itself."
    );

    internal static Problem DotnetEmulated(CrossCompiling found) =>
        DotnetWithQemu.Occur(
            $"The .NET SDK will run under QEMU for {string.Join(", ", found.Platforms)}.",
            $"{found.File}:{found.Line}",
            $"The step runs {found.Command}, and its stage is not of the platform of the host. .NET is not supported under QEMU: restore and build can hang, crash or fail for no reason.",
            "Compile on the platform that builds, with SDK 8 or newer, as below.",
            found.Pattern
        );
}
