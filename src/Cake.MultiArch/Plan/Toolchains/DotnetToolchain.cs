using System.Text.RegularExpressions;
using Cake.MultiArch.Containerfiles;

namespace Cake.MultiArch.Plan.Toolchains;

/// <summary>The .NET SDK. Since version 8 its option <c>-a</c> takes Docker's names of architectures.</summary>
internal sealed partial class DotnetToolchain : Toolchain
{
    /// <summary>The commands of <c>dotnet</c> that run MSBuild or NuGet, unlike <c>dotnet x.dll</c>, which starts an application.</summary>
    private static readonly HashSet<string> Verbs =
    [
        "restore", "build", "publish", "test", "pack", "run", "msbuild", "tool", "workload", "new", "add", "format", "clean", "nuget",
        "vstest",
    ];

    private static readonly HashSet<string> Tools = new(StringComparer.OrdinalIgnoreCase) { "msbuild", "nuget" };

    public override bool Runs(ShellCommand command) =>
        Tools.Contains(command.Program) || (command.Program == "dotnet" && Verb(command) is { } verb && Verbs.Contains(verb));

    public override IEnumerable<string> Lines(IReadOnlyList<string> commands) => ["ARG TARGETARCH", Step(commands.Select(ForTarget))];

    public override string Runtime(string baseName) => Sdk().Replace(baseName, "/aspnet");

    private static string? Verb(ShellCommand command) => command.Words.Skip(1).FirstOrDefault(word => !word.StartsWith('-'));

    private static string ForTarget(string command) =>
        HasArchitecture().IsMatch(command) ? command : Compiling().Replace(command, "$0 -a $$TARGETARCH");

    [GeneratedRegex(@"\bdotnet\s+(?:-\S+\s+)*(?:restore|build|publish)(?=\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Compiling();

    [GeneratedRegex(@"\s(?:-a|--arch|-r|--runtime)(?:[\s=]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex HasArchitecture();

    [GeneratedRegex("/sdk(?=[:@]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Sdk();
}
