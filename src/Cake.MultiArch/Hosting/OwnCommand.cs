using System.Reflection;

namespace Cake.MultiArch.Hosting;

/// <summary>The command that starts this build, so that a message can show it with another target.</summary>
internal static class OwnCommand
{
    public static IReadOnlyList<string> Of(params IEnumerable<string> arguments) => [.. Program(), .. arguments];

    private static IEnumerable<string> Program()
    {
        const string Runner = "Cake";
        var words = Environment.GetCommandLineArgs();
        if (Assembly.GetEntryAssembly()?.GetName().Name == Runner)
        {
            // Cake takes the first operand as the script. The default script is build.cake.
            return ["dotnet", "cake", .. words.Skip(1).Take(1).Where(word => !word.StartsWith('-'))];
        }

        // A Frosting program is an executable, or a DLL that dotnet runs.
        return Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? ["dotnet", words[0]]
            : [Environment.ProcessPath ?? words[0]];
    }
}
