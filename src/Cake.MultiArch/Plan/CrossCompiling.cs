using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan.Toolchains;

namespace Cake.MultiArch.Plan;

/// <summary>A step that is emulated, but could be cross-compiled.</summary>
/// <param name="File">The path of the Containerfile.</param>
/// <param name="Line">The line of the step, counted from 1.</param>
/// <param name="Platforms">The platforms on which it is emulated.</param>
/// <param name="Toolchain">What compiles.</param>
/// <param name="Command">The first command that compiles, as it is written.</param>
/// <param name="Pattern">The lines of the file, changed so that they run on the host's platform and compile for the other.</param>
internal sealed record CrossCompiling(
    string File, int Line, IReadOnlyList<Platform> Platforms, Toolchain Toolchain, string Command, IReadOnlyList<string> Pattern)
{
    /// <summary>One per line of a Containerfile, in order.</summary>
    public static IEnumerable<CrossCompiling> Find(IReadOnlyList<PlatformBuild> builds) =>
        from build in builds
        from stage in build.Stages
        where stage.Mode == BuildMode.Emulated
        from step in stage.Built.Steps
        let commands = RunStep.Commands(step).ToList()
        let toolchain = Toolchain.All.FirstOrDefault(toolchain => commands.Any(toolchain.Runs))
        where toolchain is not null
        group (build, stage.Built, Toolchain: toolchain, Commands: commands.Where(toolchain.Runs).Select(command => command.Text).ToList())
            by (build.Containerfile.Path, step.Line) into line
        orderby line.Key
        let first = line.First()
        select new CrossCompiling(
            line.Key.Path,
            line.Key.Line,
            [.. line.Select(found => found.Built.Platform).Distinct()],
            first.Toolchain,
            first.Commands[0],
            [.. Lines(first.build, first.Built, first.Toolchain, first.Commands)]);

    private static IEnumerable<string> Lines(PlatformBuild build, BuiltStage built, Toolchain toolchain, IReadOnlyList<string> commands)
    {
        const string Usual = "build";
        var names = build.Containerfile.Stages.Select(stage => stage.Name).ToList();
        var name = built.Root.Name ?? (names.Contains(Usual) ? $"{Usual}-{built.Root.Line}" : Usual);
        var final = build.Stages[^1].Built;
        var finalBase = final.Stage == built.Stage ? toolchain.Runtime(built.Root.BaseName) : final.Stage.BaseName;
        return
        [
            $"FROM --platform=$BUILDPLATFORM {built.Root.BaseName} AS {name}",
            .. toolchain.Lines([.. commands.Select(Toolchain.OneLine)]),
            $"FROM --platform=$TARGETPLATFORM {finalBase}",
            $"COPY --from={built.Stage.Name ?? name} …",
        ];
    }
}
