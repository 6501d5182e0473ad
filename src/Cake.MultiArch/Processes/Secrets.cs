using System.Collections.Concurrent;

namespace Cake.MultiArch.Processes;

/// <summary>The secret values of a run; everything that is shown passes through <see cref="Redact"/>.</summary>
internal sealed class Secrets
{
    private const string Mask = "[REDACTED]";

    private readonly ConcurrentDictionary<string, byte> _values = new(StringComparer.Ordinal);

    /// <summary>Remembers a value, and the form it has inside a URL. An empty one is no secret.</summary>
    public void Add(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        _values.TryAdd(value, 0);
        _values.TryAdd(Uri.EscapeDataString(value), 0);
    }

    /// <summary>Replaces every secret in a text. Longer secrets go first, so that none is left in part.</summary>
    public string Redact(string text)
    {
        if (_values.IsEmpty)
        {
            return text;
        }

        foreach (var value in _values.Keys.OrderByDescending(value => value.Length))
        {
            text = text.Replace(value, Mask, StringComparison.Ordinal);
        }

        return text;
    }
}
