using System.Text;
using System.Text.RegularExpressions;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Layers;

/// <summary>
/// A pattern for files of an image. It is an absolute path, with <c>*</c> for a part of a name and <c>**</c> for any number of folders.
/// The path of a folder matches everything in it.
/// </summary>
internal sealed record PathPattern
{
    private readonly Regex _regex;

    private PathPattern(string text, Regex regex) => (Text, _regex) = (text, regex);

    public string Text { get; }

    /// <param name="text">The pattern.</param>
    /// <param name="source">The argument with the pattern, for the message.</param>
    /// <exception cref="MultiArchException">
    /// It is not an absolute path, or it contains <c>..</c> or control characters (MA1560).
    /// </exception>
    public static PathPattern Parse(string text, string source)
    {
        var segments = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (!text.StartsWith('/'))
        {
            throw new MultiArchException(PatternProblems.NotAbsolute(source, text));
        }

        if (segments.Contains("..") || text.Any(char.IsControl))
        {
            throw new MultiArchException(PatternProblems.NotPlain(source, text));
        }

        return new PathPattern(text, Compile(segments));
    }

    /// <summary>Without checks, for a constant.</summary>
    public static PathPattern Of(string text) => new(text, Compile(text.Split('/', StringSplitOptions.RemoveEmptyEntries)));

    public bool Matches(string path) => _regex.IsMatch(path);

    public bool Equals(PathPattern? other) => Text == other?.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    private static Regex Compile(string[] segments)
    {
        var regex = new StringBuilder("^");
        foreach (var segment in segments.Where(segment => segment != "."))
        {
            regex.Append(segment switch
            {
                "**" => "(?:/[^/]+)*",
                "*" => "/[^/]+",
                _ => '/' + Regex.Escape(segment).Replace("\\*", "[^/]*", StringComparison.Ordinal),
            });
        }

        // A name may contain a line feed.
        return new Regex(
            regex.Append("(?:/.*)?\\z").ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
    }
}
