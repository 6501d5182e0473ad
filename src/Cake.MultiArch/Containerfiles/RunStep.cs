using System.Text.RegularExpressions;
using Newtonsoft.Json;

namespace Cake.MultiArch.Containerfiles;

/// <summary>The programs that a RUN instruction starts, in its shell form, its exec form or its here-documents.</summary>
/// <remarks>https://docs.docker.com/reference/dockerfile/#run</remarks>
internal static partial class RunStep
{
    /// <summary>The commands, in order. A script that is a file of the build context or of the image is not read.</summary>
    /// <param name="run">A RUN, or an ONBUILD with a RUN.</param>
    public static IEnumerable<ShellCommand> Commands(Instruction run)
    {
        var arguments = Head().Replace(run.Keyword == "ONBUILD" ? run.Arguments[3..].TrimStart() : run.Arguments, "");
        if (ExecForm(arguments) is { } words)
        {
            return ShellCommand.Commands(words, string.Join(' ', words));
        }

        var document = run.Heredoc ?? "";
        var commands = ShellCommand.ReadAll(Mark().Replace(arguments, "")).ToList();
        var isScript = commands.Count == 0 ? !Foreign().IsMatch(document) : commands.Any(command => command.IsShell);
        return isScript ? [.. commands, .. ShellCommand.ReadAll(document)] : commands;
    }

    private static string[]? ExecForm(string arguments)
    {
        try
        {
            return
                arguments.StartsWith('[')
                && JsonConvert.DeserializeObject<string[]>(arguments) is [_, ..] words
                && words.All(word => word is not null)
                ? words
                : null;
        }
        catch (JsonException)
        {
            // Podman also treats this as the shell form.
            return null;
        }
    }

    /// <summary>The options of RUN.</summary>
    [GeneratedRegex(@"^(?:--\S+\s+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Head();

    /// <summary>The redirection that starts a here-document.</summary>
    [GeneratedRegex("""[0-9]*<<-?(["']?)[^\s<"']+\1""", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();

    /// <summary>A first line that names an interpreter other than a shell.</summary>
    [GeneratedRegex(@"\A#!(?!\s*\S*/(?:env\s+)?(?:ba|a|da|k|z)?sh\b)", RegexOptions.CultureInvariant)]
    private static partial Regex Foreign();
}
