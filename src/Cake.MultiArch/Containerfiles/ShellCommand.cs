using System.Text;
using System.Text.RegularExpressions;

namespace Cake.MultiArch.Containerfiles;

/// <summary>A program that a shell starts, with its arguments.</summary>
/// <param name="Text">The command as written.</param>
/// <param name="Words">The program and its arguments without quotes. Excludes what only sets variables or starts the program (env,
/// exec).</param>
internal sealed partial record ShellCommand(string Text, IReadOnlyList<string> Words)
{
    private static readonly HashSet<string> Shells = ["sh", "bash", "ash", "dash", "ksh", "zsh"];

    /// <summary>Words that stand before a command and are not its program.</summary>
    private static readonly HashSet<string> Before =
        ["!", "{", "then", "do", "else", "elif", "if", "while", "until", "time", "exec", "env", "command", "nice", "nohup", "sudo"];

    /// <summary>The program's name without its folder.</summary>
    public string Program => Words[0][(Words[0].LastIndexOf('/') + 1)..];

    public bool IsShell => Shells.Contains(Program);

    /// <summary>The script that a shell gets with <c>-c</c>; null for another program, or for a shell without <c>-c</c>.</summary>
    public string? Script => IsShell ? Words.SkipWhile(word => !ScriptOption().IsMatch(word)).Skip(1).FirstOrDefault() : null;

    /// <summary>
    /// The commands of a script, including those that it passes to a shell with <c>-c</c>. Only what separates commands is parsed:
    /// quotes, escapes, comments and separators. Nothing is expanded.
    /// </summary>
    public static IEnumerable<ShellCommand> ReadAll(string script)
    {
        var words = new List<string>();
        var start = 0;
        foreach (var (word, from, to) in Read(script))
        {
            if (word is not null)
            {
                start = words.Count == 0 ? from : start;
                words.Add(word);
                continue;
            }

            foreach (var command in Commands(words, script[start..Math.Max(start, from)].Trim()))
            {
                yield return command;
            }

            words = [];
            start = to;
        }
    }

    /// <summary>The command in the words, and the commands that it passes to a shell.</summary>
    public static IEnumerable<ShellCommand> Commands(IReadOnlyList<string> words, string text)
    {
        var skipped = 0;
        while (
            skipped < words.Count
            && (Before.Contains(words[skipped]) || Assignment().IsMatch(words[skipped]) || (skipped > 0 && words[skipped].StartsWith('-')))
        )
        {
            skipped++;
        }

        if (skipped == words.Count)
        {
            yield break;
        }

        var command = new ShellCommand(text, [.. words.Skip(skipped)]);
        yield return command;
        foreach (var inner in command.Script is { } script ? ReadAll(script) : [])
        {
            yield return inner;
        }
    }

    /// <summary>The words and their positions; null marks the end of a command.</summary>
    private static IEnumerable<(string? Word, int From, int To)> Read(string script)
    {
        var word = new StringBuilder();
        int? from = null;
        var quote = '\0';
        for (var i = 0; i <= script.Length; i++)
        {
            var c = i < script.Length ? script[i] : '\n';
            if (i < script.Length && quote != '\0')
            {
                if (c == quote)
                {
                    quote = '\0';
                }
                else
                {
                    word.Append(c == '\\' && quote == '"' && i + 1 < script.Length ? script[++i] : c);
                }

                continue;
            }

            var ends = c is ';' or '&' or '|' or '(' or ')' or '`' or '\n';
            if (!ends && !char.IsWhiteSpace(c) && (c != '#' || from is not null))
            {
                from ??= i;
                quote = c is '"' or '\'' ? c : '\0';
                if (quote == '\0')
                {
                    word.Append(c == '\\' && i + 1 < script.Length ? script[++i] : c);
                }

                continue;
            }

            if (from is { } start)
            {
                yield return (word.ToString(), start, i);
                word.Clear();
                from = null;
            }

            if (ends)
            {
                yield return (null, i, i + 1);
            }
            else if (c == '#')
            {
                i = script.IndexOf('\n', i) is var end and >= 0 ? end - 1 : script.Length - 1;
            }
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*=", RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();

    [GeneratedRegex("^-[a-z]*c\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ScriptOption();
}
