using System.Text.RegularExpressions;
using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Plan;

/// <summary>
/// Finds the steps that would run the .NET SDK under QEMU, which .NET does not support
/// (https://github.com/dotnet/core/blob/main/release-notes/10.0/supported-os.md), and says how the file is written so that they run natively.
/// </summary>
internal static partial class DotnetUnderQemu
{
    /// <summary>The commands of <c>dotnet</c> that run MSBuild or NuGet. An application that is started by <c>dotnet x.dll</c> is none.</summary>
    private static readonly HashSet<string> Verbs = ["restore", "build", "publish", "test", "pack", "run", "msbuild", "tool", "workload", "new", "add", "format", "clean", "nuget", "vstest"];

    private static readonly HashSet<string> Tools = new(StringComparer.OrdinalIgnoreCase) { "msbuild", "nuget" };

    /// <summary>One warning a line of a Containerfile, with the platforms on which it is emulated.</summary>
    public static IEnumerable<Problem> Warnings(IReadOnlyList<PlatformBuild> builds, PodmanVersionInfo podman) =>
        from build in builds
        from stage in build.Stages
        where stage.Mode == BuildMode.Emulated
        from step in stage.Built.Steps
        let commands = RunStep.Commands(step).Where(IsSdk).ToList()
        where commands.Count > 0
        group (build, stage.Built, Commands: commands) by (build.Containerfile.Path, step.Line) into line
        let first = line.First()
        select StageProblems.DotnetEmulated(
            $"{line.Key.Path}:{line.Key.Line}",
            [.. line.Select(found => found.Built.Platform).Distinct()],
            first.Commands[0].Text,
            podman.Version < Containerfile.ExpandsFromPlatform ? podman : null,
            Pattern(first.build, first.Built, first.Commands, podman));

    private static bool IsSdk(ShellCommand command) =>
        Tools.Contains(command.Program)
        || (command.Program == "dotnet" && command.Words.Skip(1).FirstOrDefault(word => !word.StartsWith('-')) is { } verb && Verbs.Contains(verb));

    /// <summary>The file's own lines, changed so that the SDK runs on the host's platform and makes programs for the other.</summary>
    private static IReadOnlyList<string> Pattern(PlatformBuild build, BuiltStage built, IEnumerable<ShellCommand> commands, PodmanVersionInfo podman)
    {
        var name = built.Root.Name ?? "build";
        var platform = podman.Version < Containerfile.ExpandsFromPlatform ? Platform.Parse(podman.OsArch).ToString() : "$BUILDPLATFORM";
        var final = build.Stages[^1].Built;
        var runtime = final.Stage == built.Stage ? Sdk().Replace(built.Root.BaseName, "/aspnet") : final.Stage.BaseName;
        return
        [
            $"FROM --platform={platform} {built.Root.BaseName} AS {name}",
            "ARG TARGETARCH",
            $"RUN {string.Join(" && ", commands.Select(command => ForTarget(command.Text)))}",
            $"FROM --platform=$TARGETPLATFORM {runtime}",
            $"COPY --from={built.Stage.Name ?? name} …",
        ];
    }

    /// <summary>The SDK takes Docker's words for architectures since version 8, and for the project's programs where it compiles them.</summary>
    private static string ForTarget(string command)
    {
        var line = Space().Replace(command, " ");
        return HasArchitecture().IsMatch(line) ? line : Compiling().Replace(line, "$0 -a $$TARGETARCH");
    }

    [GeneratedRegex(@"\bdotnet\s+(?:-\S+\s+)*(?:restore|build|publish)(?=\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Compiling();

    [GeneratedRegex(@"\s(?:-a|--arch|-r|--runtime)(?:[\s=]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex HasArchitecture();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Space();

    [GeneratedRegex("/sdk(?=[:@]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Sdk();
}
