using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Plan;

/// <summary>
/// Finds the steps that would run Node or Java under QEMU. Both compile while they run, which is slow under emulation and fails with some
/// versions.
/// </summary>
internal static class RuntimesUnderQemu
{
    private static readonly HashSet<string> Node = ["node", "nodejs", "npm", "npx", "yarn", "pnpm", "corepack"];

    private static readonly HashSet<string> Java = ["java", "javac", "mvn", "mvnw", "gradle", "gradlew", "sbt", "ant", "kotlinc", "scalac"];

    /// <summary>One warning per line of a Containerfile and runtime, with the platforms on which it is emulated.</summary>
    public static IEnumerable<Problem> Warnings(IReadOnlyList<PlatformBuild> builds) =>
        from build in builds
        from stage in build.Stages
        where stage.Mode == BuildMode.Emulated
        from step in stage.Built.Steps
        from command in RunStep.Commands(step)
        let isNode = Node.Contains(command.Program)
        where isNode || Java.Contains(command.Program)
        group (stage.Built.Platform, command.Text) by (build.Containerfile.Path, step.Line, IsNode: isNode) into line
        let place = $"{line.Key.Path}:{line.Key.Line}"
        let platforms = line.Select(found => found.Platform).Distinct().ToList()
        select line.Key.IsNode
            ? EmulationProblems.NodeEmulated(place, platforms, line.First().Text)
            : EmulationProblems.JavaEmulated(place, platforms, line.First().Text);
}
