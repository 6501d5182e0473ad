using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan.Toolchains;

namespace Cake.MultiArch.Plan;

/// <summary>A step that is emulated and need not be.</summary>
/// <param name="File">The path of the Containerfile.</param>
/// <param name="Line">The line of the step, counted from 1.</param>
/// <param name="Platforms">On which it is emulated.</param>
/// <param name="Toolchain">What compiles there.</param>
/// <param name="Command">The first command that does, as it is written.</param>
/// <param name="Pattern">The file's own lines, changed so that it runs on the host's platform and makes programs for the other.</param>
internal sealed record CrossCompiling(
    string File, int Line, IReadOnlyList<Platform> Platforms, Toolchain Toolchain, string Command, IReadOnlyList<string> Pattern)
{
    /// <summary>One a line of a Containerfile, in order.</summary>
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
        return
        [
            $"FROM --platform=$BUILDPLATFORM {built.Root.BaseName} AS {name}",
            .. toolchain.Lines([.. commands.Select(Toolchain.OneLine)]),
            $"FROM --platform=$TARGETPLATFORM {(final.Stage == built.Stage ? toolchain.Runtime(built.Root.BaseName) : final.Stage.BaseName)}",
            $"COPY --from={built.Stage.Name ?? name} …",
        ];
    }
}
