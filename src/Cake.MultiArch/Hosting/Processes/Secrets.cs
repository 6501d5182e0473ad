namespace Cake.MultiArch.Hosting.Processes;

/// <summary>The secret values of a run; everything that is shown passes through <see cref="Redact"/>.</summary>
internal sealed class Secrets
{
    private const string Mask = "[REDACTED]";

    /// <summary>A line of a secret that is shorter is in half of all texts, and tells nothing.</summary>
    private const int ShortestLine = 6;

    private readonly Lock _gate = new();
    private string[] _longestFirst = [];

    /// <summary>
    /// Remembers a value, and the forms in which programs repeat it: inside a URL, escaped inside double quotes (JSON, Go,
    /// command lines), and each line of a value of several lines, because output is looked at line by line. An empty one is no secret.
    /// </summary>
    public void Add(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        var lines = value.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length >= ShortestLine);
        var forms = lines.Prepend(value).SelectMany(text => new[] { text, Uri.EscapeDataString(text), EscapeQuotes(text) });
        lock (_gate)
        {
            _longestFirst = [.. _longestFirst.Union(forms, StringComparer.Ordinal).OrderByDescending(form => form.Length)];
        }
    }

    /// <summary>Remembers a password, and the pair in which HTTP's basic authentication and authfiles carry it.</summary>
    public void AddLogin(Login login)
    {
        Add(login.Password);
        if (login.Password.Length > 0)
        {
            Add(login.Encoded);
        }
    }

    /// <summary>Replaces every secret in a text. Longer secrets go first, so that none is left in part.</summary>
    public string Redact(string text)
    {
        foreach (var secret in _longestFirst)
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>The same for the beginning of a longer text: a secret that the end of the text cuts in two is masked as well.</summary>
    public string RedactBeginning(string text)
    {
        text = Redact(text);
        var cut = _longestFirst.Select(secret => LongestCut(text, secret)).DefaultIfEmpty(0).Max();
        return cut == 0 ? text : text[..^cut] + Mask;
    }

    private static int LongestCut(string text, string secret)
    {
        var length = Math.Min(secret.Length - 1, text.Length);
        while (length > 0 && !text.EndsWith(secret[..length], StringComparison.Ordinal))
        {
            length--;
        }

        return length;
    }

    private static string EscapeQuotes(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
