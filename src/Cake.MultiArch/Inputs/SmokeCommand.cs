using System.Text;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>What is run in each image before a tag is moved.</summary>
/// <param name="Words">The program and its arguments.</param>
/// <param name="Limit">How long it may run on one platform.</param>
internal sealed record SmokeCommand(IReadOnlyList<string> Words, TimeSpan Limit)
{
    /// <summary>What a backslash escapes inside double quotes.</summary>
    private const string EscapedInQuotes = "$`\"\\";

    /// <summary>
    /// Splits the words as a POSIX shell does, and expands nothing. Outside of quotes it refuses what only a shell acts on: whoever writes
    /// that expects a shell, and without one the command could succeed with half of its work not done.
    /// </summary>
    /// <param name="text">The command.</param>
    /// <param name="limit">How long it may run.</param>
    /// <param name="source">Where it was given, for the message.</param>
    /// <exception cref="MultiArchException">It is not a command, or the limit is not allowed.</exception>
    /// <remarks>https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02</remarks>
    public static SmokeCommand Parse(string text, TimeSpan limit, string source)
    {
        var words = Split(text.Trim(), source);
        if (words is not [{ Length: > 0 }, ..])
        {
            throw new MultiArchException(SmokeCommandProblems.NoCommand(source));
        }

        return limit > TimeSpan.Zero && limit <= SmokeCommandProblems.Longest
            ? new SmokeCommand(words, limit)
            : throw new MultiArchException(SmokeCommandProblems.BadLimit(limit));
    }

    private static List<string> Split(string text, string source)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is ' ' or '\t')
            {
                End();
                continue;
            }

            if (char.IsControl(c))
            {
                throw new MultiArchException(SmokeCommandProblems.ControlCharacter(source, text, c));
            }

            if (Shell(text, i) is { } shells)
            {
                throw new MultiArchException(SmokeCommandProblems.NeedsShell(source, text, shells));
            }

            word ??= new StringBuilder();
            switch (c)
            {
                case '\\':
                    word.Append(++i < text.Length
                        ? Plain(text[i])
                        : throw new MultiArchException(SmokeCommandProblems.NotEnded(source, text, "a backslash")));
                    break;
                case '\'' or '"':
                    i = Quoted(i);
                    break;
                default:
                    word.Append(c);
                    break;
            }
        }

        End();
        return words;

        void End()
        {
            if (word is not null)
            {
                words.Add(word.ToString());
                word = null;
            }
        }

        int Quoted(int begin)
        {
            var quote = text[begin];
            for (var i = begin + 1; i < text.Length; i++)
            {
                if (text[i] == quote)
                {
                    return i;
                }

                var isEscape = quote == '"' && text[i] == '\\' && i + 1 < text.Length;
                if (isEscape && EscapedInQuotes.Contains(text[i + 1], StringComparison.Ordinal))
                {
                    i++;
                }

                word.Append(Plain(text[i]));
            }

            throw new MultiArchException(SmokeCommandProblems.NotEnded(source, text, $"the quote {quote}"));
        }

        char Plain(char c) => char.IsControl(c) && c != '\t'
            ? throw new MultiArchException(SmokeCommandProblems.ControlCharacter(source, text, c))
            : c;
    }

    /// <summary>What at this place only a shell acts on; null when there is nothing of the kind.</summary>
    private static string? Shell(string text, int at)
    {
        var next = at + 1 < text.Length ? text[at + 1] : ' ';
        return text[at] switch
        {
            '|' or '&' when next == text[at] => text[at..(at + 2)],
            '|' or '&' or ';' or '<' or '>' or '(' or ')' or '`' => text[at..(at + 1)],
            '$' when next is '(' or '{' or '_' || char.IsAsciiLetter(next) => text[at..(at + 2)],
            _ => null,
        };
    }
}
