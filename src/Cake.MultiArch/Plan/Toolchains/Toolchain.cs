using System.Text.RegularExpressions;
using Cake.MultiArch.Containerfiles;

namespace Cake.MultiArch.Plan.Toolchains;

/// <summary>A toolchain that can compile for another platform than the one it runs on, so that it need not be emulated.</summary>
internal abstract partial class Toolchain
{
    public static DotnetToolchain Dotnet { get; } = new();

    public static IReadOnlyList<Toolchain> All { get; } = [Dotnet, new GoToolchain(), new RustToolchain(), new CToolchain()];

    /// <summary>Whether a command runs the toolchain.</summary>
    public abstract bool Runs(ShellCommand command);

    /// <summary>The lines below FROM in the stage that compiles.</summary>
    /// <param name="commands">The commands of the file that run the toolchain.</param>
    public abstract IEnumerable<string> Lines(IReadOnlyList<string> commands);

    /// <summary>The base image of the result, for a file that compiles in its only stage.</summary>
    public virtual string Runtime(string baseName) => baseName;

    /// <summary>The commands as one step.</summary>
    protected static string Step(IEnumerable<string> commands) => $"RUN {string.Join(" && ", commands)}";

    /// <summary>A command on one line.</summary>
    public static string OneLine(string command) => Space().Replace(command, " ");

    [GeneratedRegex(@"(?:\\\n|\s)+", RegexOptions.CultureInvariant)]
    private static partial Regex Space();
}
