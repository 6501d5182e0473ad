using System.Text.RegularExpressions;
using Cake.MultiArch.Containerfiles;

namespace Cake.MultiArch.Plan.Toolchains;

/// <summary>Go. Its names of platforms are those of images.</summary>
/// <remarks>https://go.dev/doc/install/source#environment</remarks>
internal sealed partial class GoToolchain : Toolchain
{
    public override bool Runs(ShellCommand command) => command is { Program: "go", Words: [_, "build" or "install", ..] };

    public override IEnumerable<string> Lines(IReadOnlyList<string> commands) =>
        ["ARG TARGETOS TARGETARCH TARGETVARIANT", Step(commands.Select(ForTarget))];

    /// <summary>Without cgo, which would need a C compiler for the other platform.</summary>
    private static string ForTarget(string command)
    {
        var cgo = command.Contains("CGO_ENABLED=", StringComparison.Ordinal) ? "" : "CGO_ENABLED=0 ";
        return command.Contains("GOARCH=", StringComparison.Ordinal)
            ? command
            : Compiling().Replace(command, $"{cgo}GOOS=$$TARGETOS GOARCH=$$TARGETARCH GOARM=$${{TARGETVARIANT#v}} $0", 1);
    }

    [GeneratedRegex(@"(?<!\S)\S*\bgo\s+(?:build|install)(?=\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Compiling();
}
