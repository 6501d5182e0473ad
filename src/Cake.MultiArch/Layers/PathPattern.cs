using System.Text;
using System.Text.RegularExpressions;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Layers;

/// <summary>
/// Names files of an image: an absolute path, <c>*</c> for a part of a name, <c>**</c> for any folders; a folder means all that is in it.
/// </summary>
internal sealed record PathPattern
{
    private readonly Regex _regex;

    private PathPattern(string text, Regex regex) => (Text, _regex) = (text, regex);

    /// <summary>The pattern as it was given.</summary>
    public string Text { get; }

    /// <param name="text">The pattern.</param>
    /// <param name="source">Where it was given, for the message.</param>
    /// <exception cref="MultiArchException">It is no absolute path, has <c>..</c> in it or characters that cannot be seen
    /// (MA1560).</exception>
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

    /// <summary>A pattern that is written in the code.</summary>
    public static PathPattern Of(string text) => new(text, Compile(text.Split('/', StringSplitOptions.RemoveEmptyEntries)));

    public bool Matches(string path) => _regex.IsMatch(path);

    public bool Equals(PathPattern? other) => Text == other?.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The pattern as it was given.</summary>
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

        // A name may have a line feed in it.
        return new Regex(
            regex.Append("(?:/.*)?\\z").ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
    }
}
