using System.Text.RegularExpressions;

namespace Cake.MultiArch.Containerfiles;

/// <summary>Joins the lines of a Containerfile into instructions.</summary>
internal sealed partial class InstructionReader(string text)
{
    private readonly string[] _lines = [.. text.TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r'))];

    private int _next;

    /// <summary>The character that joins a line with the next one: <c>\</c>, or the value of the directive <c>escape</c>.</summary>
    public char Escape { get; private set; } = '\\';

    public IReadOnlyList<Instruction> ReadAll()
    {
        ReadDirectives();
        var instructions = new List<Instruction>();
        while (_next < _lines.Length)
        {
            if (Read() is { } instruction)
            {
                instructions.Add(instruction);
            }
        }

        return instructions;
    }

    /// <summary>Directives are comments of the form key=value at the very top; a blank line or another comment ends them.</summary>
    /// <remarks>https://docs.docker.com/reference/dockerfile/#parser-directives</remarks>
    private void ReadDirectives()
    {
        while (_next < _lines.Length && Directive().Match(_lines[_next]) is { Success: true } directive)
        {
            _next++;
            if (directive.Groups[1].Value.Equals("escape", StringComparison.OrdinalIgnoreCase) && directive.Groups[2].Value is "`" or "\\")
            {
                Escape = directive.Groups[2].Value[0];
            }
        }
    }

    private Instruction? Read()
    {
        var joined = "";
        int? first = null;
        var last = _next;
        var goesOn = true;
        while (goesOn && _next < _lines.Length)
        {
            var index = _next++;
            var line = _lines[index];
            if (IsBlankOrComment(line))
            {
                // Inside an instruction, such a line is skipped. Before the first line of one, there is nothing to continue.
                goesOn = first is not null;
                continue;
            }

            goesOn = EndsWithEscape(ref line);
            joined += joined.Length == 0 ? line.TrimStart() : line;
            first ??= string.IsNullOrWhiteSpace(line) ? null : index;
            last = index;
        }

        if (first is null)
        {
            return null;
        }

        joined = joined.TrimEnd();
        var end = joined.AsSpan().IndexOfAny(" \t\v\f\r");
        var keyword = (end < 0 ? joined : joined[..end]).ToUpperInvariant();
        var arguments = end < 0 ? "" : joined[end..].Trim();
        var documents = ReadHeredocs(keyword, arguments);
        return new Instruction(first.Value + 1, (documents?.Last ?? last) + 1, keyword, arguments) { Heredoc = documents?.Text };
    }

    /// <summary>Reads the texts of here-documents and the index of the last end line; null if there is none.</summary>
    private (string Text, int Last)? ReadHeredocs(string keyword, string arguments)
    {
        var start = _next;
        int? last = null;
        var text = new List<string>();
        foreach (var heredoc in Heredoc.FindAll(keyword, arguments, Escape))
        {
            while (_next < _lines.Length && !heredoc.IsEnd(_lines[_next]))
            {
                text.Add(_lines[_next++]);
            }

            if (_next == _lines.Length)
            {
                // Without an end line it is not a here-document, but a shift operator or shell syntax.
                _next = start;
                return null;
            }

            last = _next++;
        }

        return last is { } index ? (string.Join('\n', text), index) : null;
    }

    private static bool IsBlankOrComment(string line) => line.AsSpan().TrimStart() is [] or ['#', ..];

    private bool EndsWithEscape(ref string line)
    {
        var trimmed = line.TrimEnd(' ', '\t');
        if (!trimmed.EndsWith(Escape))
        {
            return false;
        }

        line = trimmed[..^1];
        return true;
    }

    [GeneratedRegex(@"^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.*?)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Directive();
}
