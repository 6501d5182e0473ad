using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Cake.MultiArch.Problems;

/// <summary>
/// Shows a user's value inside a sentence. The value is quoted, on one line, shortened when it is too long, and without the credentials
/// that a URL may contain.
/// </summary>
internal static partial class Quotation
{
    private const int MaxLength = 300;

    public static string Of(string? text) => $"\"{Line(text)}\"";

    /// <summary>The value without quotes.</summary>
    public static string Line(string? text)
    {
        var shown = new StringBuilder();
        foreach (var c in UserInfo().Replace(text ?? "", "//[REDACTED]@"))
        {
            if (shown.Length >= MaxLength)
            {
                shown.Append('…');
                break;
            }

            if (char.IsControl(c) || char.IsSurrogate(c))
            {
                shown.Append(Escaped(c));
            }
            else
            {
                shown.Append(c);
            }
        }

        return shown.ToString();
    }

    /// <summary>A sentence of any length on one line. Control characters are escaped.</summary>
    public static string Sentence(string text) => string.Concat(text.Select(c => char.IsControl(c) ? Escaped(c) : c.ToString()));

    private static string Escaped(char c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");

    /// <remarks>https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1</remarks>
    [GeneratedRegex(@"//[^/@\s]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();
}
