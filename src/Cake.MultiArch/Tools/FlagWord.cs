using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Cake.MultiArch.Tools;

/// <summary>The program's words for the values of the addin's enumerations.</summary>
internal static class FlagWord
{
    /// <summary>The program's word for a value.</summary>
    public static string Of(Enum value)
    {
        var name = value.ToString();
        return value.GetType().GetField(name)?.GetCustomAttribute<WordAttribute>()?.Word ?? name.ToLowerInvariant();
    }

    /// <summary>Finds the value of a word, ignoring case.</summary>
    public static bool TryParse<T>(string? word, [NotNullWhen(true)] out T? value)
        where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (string.Equals(Of(candidate), word, StringComparison.OrdinalIgnoreCase))
            {
                value = candidate;
                return true;
            }
        }

        value = null;
        return false;
    }
}
