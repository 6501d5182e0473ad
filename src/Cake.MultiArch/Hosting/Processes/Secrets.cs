namespace Cake.MultiArch.Hosting.Processes;

/// <summary>The secret values of a run. Every text that is shown goes through <see cref="Redact"/>.</summary>
internal sealed class Secrets
{
    private const string Mask = "[REDACTED]";

    /// <summary>In characters. A shorter line of a secret occurs in many texts and reveals nothing.</summary>
    private const int ShortestLine = 6;

    private readonly Lock _gate = new();
    private string[] _longestFirst = [];

    /// <summary>
    /// Remembers a value and the forms in which programs print it: escaped for a URL, and escaped inside double quotes (JSON, Go, command
    /// lines). Output is checked line by line, so each line of a longer value is remembered too. An empty value is ignored.
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

    /// <summary>Replaces every secret in a text. Longer secrets go first, so that no part of a secret is left.</summary>
    public string Redact(string text)
    {
        foreach (var secret in _longestFirst)
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Redacts the beginning of a longer text. It also masks a secret that is cut off at the end.</summary>
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
