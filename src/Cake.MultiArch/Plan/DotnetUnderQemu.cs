using Cake.MultiArch.Plan.Toolchains;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Plan;

/// <summary>
/// Finds the steps that would run the .NET SDK under QEMU, which .NET does not support
/// (https://github.com/dotnet/core/blob/main/release-notes/10.0/supported-os.md), and shows how to
/// change the file so that they run natively.
/// </summary>
internal static class DotnetUnderQemu
{
    /// <summary>One warning per line of a Containerfile, with the platforms on which it is emulated.</summary>
    public static IEnumerable<Problem> Warnings(IReadOnlyList<PlatformBuild> builds) =>
        CrossCompiling.Find(builds).Where(found => found.Toolchain == Toolchain.Dotnet).Select(EmulationProblems.DotnetEmulated);
}
