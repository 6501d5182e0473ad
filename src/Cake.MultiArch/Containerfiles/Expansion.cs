using System.Text;

namespace Cake.MultiArch.Containerfiles;

/// <summary>
/// Expands the variables of one text: <c>$NAME</c>, <c>${NAME}</c>, <c>${NAME:-default}</c> and <c>${NAME:+alternative}</c>, quotes and
/// the escape character. https://docs.docker.com/reference/dockerfile/#environment-replacement
/// </summary>
internal sealed class Expansion(string text, IReadOnlyDictionary<string, string> values, char escape)
{
    /// <summary>The limit for defaults inside defaults. Nobody writes deeper ones.</summary>
    private const int MaxDepth = 32;

    private int _at;
    private bool _isBroken;

    /// <summary>The expanded text; null if a required value is missing or the text is malformed.</summary>
    public string? Result()
    {
        var result = Read(end: null, depth: 0);
        return _isBroken ? null : result;
    }

    /// <summary>
    /// Reads to the end of the text, or to an unquoted end character that is left for the caller. A missing value makes the result null,
    /// but reading continues, because the text may be a default that is not needed.
    /// </summary>
    private string? Read(char? end, int depth)
    {
        var result = new StringBuilder();
        var isMissing = false;
        var isQuoted = false;
        while (_at < text.Length && !_isBroken && (text[_at] != end || isQuoted))
        {
            var c = text[_at++];
            switch (c)
            {
                case '$':
                    var value = Variable(depth);
                    isMissing |= value is null;
                    result.Append(value);
                    break;
                case '\'' when !isQuoted:
                    Literal(result);
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case var _ when c == escape && _at < text.Length:
                    // Between double quotes, the escape character escapes only quotes, $ and itself.
                    if (isQuoted && text[_at] is not ('"' or '$') && text[_at] != escape)
                    {
                        result.Append(c);
                    }

                    result.Append(text[_at++]);
                    break;
                default:
                    result.Append(c);
                    break;
            }
        }

        _isBroken |= isQuoted;
        return isMissing ? null : result.ToString();
    }

    private void Literal(StringBuilder result)
    {
        var close = text.IndexOf('\'', _at);
        if (close < 0)
        {
            _isBroken = true;
            return;
        }

        result.Append(text, _at, close - _at);
        _at = close + 1;
    }

    /// <summary>Reads the text after a $; null if the variable has no value.</summary>
    private string? Variable(int depth)
    {
        var isBraced = _at < text.Length && text[_at] == '{';
        _at += isBraced ? 1 : 0;
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_'))
        {
            _at++;
        }

        var name = text[start.._at];
        _isBroken |= name.Length == 0 || depth == MaxDepth;
        var value = values.GetValueOrDefault(name);
        if (!isBraced || _isBroken)
        {
            return value;
        }

        var modifier = _at + 1 < text.Length && text[_at] == ':' ? text[_at + 1] : '\0';
        string? word = null;
        if (modifier is '-' or '+')
        {
            _at += 2;
            word = Read(end: '}', depth + 1);
        }

        _isBroken |= _at == text.Length || text[_at] != '}';
        _at++;
        return modifier switch
        {
            '-' => string.IsNullOrEmpty(value) ? word : value,
            '+' => string.IsNullOrEmpty(value) ? "" : word,
            _ => value,
        };
    }
}
