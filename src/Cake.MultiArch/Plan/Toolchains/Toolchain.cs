using System.Text.RegularExpressions;
using Cake.MultiArch.Containerfiles;

namespace Cake.MultiArch.Plan.Toolchains;

/// <summary>What makes programs for another platform than the one that it runs on, so that it need not be emulated.</summary>
internal abstract partial class Toolchain
{
    public static DotnetToolchain Dotnet { get; } = new();

    public static IReadOnlyList<Toolchain> All { get; } = [Dotnet, new GoToolchain(), new RustToolchain(), new CToolchain()];

    /// <summary>Whether a command compiles, or does what else cannot be emulated well.</summary>
    public abstract bool Runs(ShellCommand command);

    /// <summary>The lines that stand between FROM and the end of the stage that compiles, for commands of the file.</summary>
    public abstract IEnumerable<string> Lines(IReadOnlyList<string> commands);

    /// <summary>The base image of what is compiled, where the file has one stage for both.</summary>
    public virtual string Runtime(string baseName) => baseName;

    /// <summary>The commands as one step.</summary>
    protected static string Step(IEnumerable<string> commands) => $"RUN {string.Join(" && ", commands)}";

    /// <summary>A command on one line.</summary>
    public static string OneLine(string command) => Space().Replace(command, " ");

    [GeneratedRegex(@"(?:\\\n|\s)+", RegexOptions.CultureInvariant)]
    private static partial Regex Space();
}
