using System.Text;
using System.Text.RegularExpressions;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Verify.Files;

/// <summary>Names files of an image: an absolute path, <c>*</c> for a part of a name, <c>**</c> for any folders; a folder means all that is in it.</summary>
internal sealed record PathPattern
{
    private readonly Regex _regex;

    private PathPattern(string text, Regex regex) => (Text, _regex) = (text, regex);

    public string Text { get; }

    /// <param name="text">The pattern.</param>
    /// <param name="source">Where it was given, for the message.</param>
    /// <exception cref="MultiArchException">It does not begin with a slash.</exception>
    public static PathPattern Parse(string text, string source)
    {
        if (!text.StartsWith('/'))
        {
            throw new MultiArchException(FileProblems.PatternNotAbsolute(source, text));
        }

        var regex = new StringBuilder("^");
        foreach (var segment in text.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            regex.Append(segment == "**" ? "(?:/[^/]+)*" : '/' + Regex.Escape(segment).Replace("\\*", "[^/]*", StringComparison.Ordinal));
        }

        return new PathPattern(text, new Regex(regex.Append("(?:/.*)?$").ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));
    }

    public bool Matches(string path) => _regex.IsMatch(path);

    public bool Equals(PathPattern? other) => Text == other?.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}
