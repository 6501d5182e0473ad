namespace Cake.MultiArch.Containerfiles;

/// <summary>A here-document: lines after an instruction that are not instructions.</summary>
/// <param name="Name">The line that ends it.</param>
/// <param name="StripsTabs">Whether tabs before the end line are ignored (<c>&lt;&lt;-</c>).</param>
/// <remarks>https://docs.docker.com/reference/dockerfile/#here-documents</remarks>
internal sealed record Heredoc(string Name, bool StripsTabs)
{
    /// <summary>The here-documents that an instruction starts, in order.</summary>
    public static IReadOnlyList<Heredoc> FindAll(string keyword, string arguments, char escape)
    {
        var words = Words.Split(arguments, escape);
        var takesSome = keyword is "RUN" or "COPY" or "ADD"
            || (keyword == "ONBUILD" && words.Count > 0 && words[0].ToUpperInvariant() is "RUN" or "COPY" or "ADD");
        return takesSome ? [.. words.Select(Read).OfType<Heredoc>()] : [];
    }

    /// <summary>Whether this line ends the here-document.</summary>
    public bool IsEnd(string line) => (StripsTabs ? line.TrimStart('\t') : line) == Name;

    /// <summary>Reads an optional file descriptor, then &lt;&lt; or &lt;&lt;-, then the name, which may be quoted.</summary>
    private static Heredoc? Read(string word)
    {
        var rest = word.AsSpan().TrimStart("0123456789");
        if (!rest.StartsWith("<<"))
        {
            return null;
        }

        rest = rest[2..];
        var strips = rest is ['-', ..];
        var name = (strips ? rest[1..] : rest).ToString();
        if (name.Length > 1 && name[0] is '"' or '\'' && name[^1] == name[0])
        {
            name = name[1..^1];
        }

        return name.Length == 0 || name.Contains('<', StringComparison.Ordinal) ? null : new Heredoc(name, strips);
    }
}
