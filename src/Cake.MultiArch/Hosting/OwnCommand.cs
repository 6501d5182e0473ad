using System.Reflection;

namespace Cake.MultiArch.Hosting;

/// <summary>How this build is started, to be typed again with another target.</summary>
internal static class OwnCommand
{
    /// <summary>The words of a command.</summary>
    /// <param name="arguments">The target and what it is told.</param>
    public static IReadOnlyList<string> Of(params IEnumerable<string> arguments) => [.. Program(), .. arguments];

    private static IEnumerable<string> Program()
    {
        const string Runner = "Cake";
        var words = Environment.GetCommandLineArgs();
        if (Assembly.GetEntryAssembly()?.GetName().Name == Runner)
        {
            // Cake's own place for the script is the first operand; without one it is build.cake.
            return ["dotnet", "cake", .. words.Skip(1).Take(1).Where(word => !word.StartsWith('-'))];
        }

        // A Frosting program is a program of its own, or a DLL that dotnet runs.
        return Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? ["dotnet", words[0]] : [Environment.ProcessPath ?? words[0]];
    }
}
