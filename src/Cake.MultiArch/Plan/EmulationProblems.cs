using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Plan;

/// <summary>MA1322, MA1918 and MA1919: programs that do not work well under QEMU.</summary>
internal static class EmulationProblems
{
    private static readonly ProblemKind DotnetWithQemu = new("MA1322", "The .NET SDK would run under QEMU",
        "A warning, not a failure. .NET is not supported under QEMU "
        + "(https://github.com/dotnet/core/blob/main/release-notes/10.0/supported-os.md): restore and build hang, crash or give wrong "
        + "errors. The SDK compiles for every architecture. So run it in a stage of the build platform (FROM --platform=$BUILDPLATFORM), "
        + "compile for the target with -a $TARGETARCH (SDK 8 or newer), and copy the result into a stage of the target platform. If no "
        + "step of that stage runs a program, nothing is emulated at all. Podman before 4.9 may not know $BUILDPLATFORM in FROM. The run "
        + "then gives it a copy of the file that names the platform.");

    private static readonly ProblemKind NodeWithQemu = new("MA1918", "Node would run under QEMU",
        "A warning: Node compiles JavaScript while it runs. Under QEMU it is many times slower. With some versions of both it ends "
        + "with an illegal instruction or a segmentation fault. The output of npm is often the same for every architecture: create it in "
        + "a stage of the build platform (FROM --platform=$BUILDPLATFORM) and copy it. For packages with native parts, use npm install "
        + "--cpu=.");

    private static readonly ProblemKind JavaWithQemu = new("MA1919", "Java would run under QEMU",
        "A warning: a Java virtual machine compiles while it runs and uses many threads. Under QEMU it is many times slower. With some "
        + "versions of both it hangs or crashes. Class files are the same for every architecture: compile in a stage of the build "
        + "platform (FROM --platform=$BUILDPLATFORM) and copy the jar.");

    internal static Problem DotnetEmulated(CrossCompiling found) => DotnetWithQemu.Occur(
        $"The .NET SDK will run under QEMU for {string.Join(", ", found.Platforms)}.",
        $"{found.File}:{found.Line}",
        $"The step runs {found.Command} on another platform than the host's. .NET is not supported under QEMU: restore and build can hang, "
        + "crash or fail for no reason.",
        "Compile on the platform that builds, with SDK 8 or newer, as below.",
        found.Pattern);

    internal static Problem NodeEmulated(string place, IReadOnlyList<Platform> platforms, string command) => NodeWithQemu.Occur(
        $"Node will run under QEMU for {string.Join(", ", platforms)}.",
        place,
        $"The step runs {command} on another platform than the host's. It will be slow, and can end with an illegal instruction.",
        "Run it in a stage FROM --platform=$BUILDPLATFORM, and copy the output.");

    internal static Problem JavaEmulated(string place, IReadOnlyList<Platform> platforms, string command) => JavaWithQemu.Occur(
        $"Java will run under QEMU for {string.Join(", ", platforms)}.",
        place,
        $"The step runs {command} on another platform than the host's. It will be slow, and can hang or crash.",
        "Run it in a stage FROM --platform=$BUILDPLATFORM, and copy the output.");
}
