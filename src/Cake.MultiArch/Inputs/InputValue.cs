using System.Globalization;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Inputs;

/// <summary>A text that a user gave, and where.</summary>
/// <param name="Source">For messages: <c>--jobs</c>, <c>MULTIARCH_JOBS</c> or <c>Jobs(…)</c>.</param>
/// <param name="Text">The text; <c>true</c> for a bare switch.</param>
/// <param name="IsBare">Whether the argument has no value.</param>
/// <param name="Shape">What a value looks like, for messages.</param>
internal sealed record InputValue(string Source, string Text, bool IsBare = false, string? Shape = null)
{
    /// <summary>Refuses an argument without a value, and an empty value.</summary>
    public InputValue NotBare() => IsBare
        ? throw new MultiArchException(InputProblems.ValueMissing(Source, Shape ?? "VALUE"))
        : Text.Length > 0 ? this : throw new MultiArchException(InputProblems.EmptyValue(Source));

    /// <summary>A switch: on when bare.</summary>
    public bool Switch() => Text.ToLowerInvariant() switch
    {
        "true" or "yes" or "1" => true,
        "false" or "no" or "0" => false,
        _ => throw new MultiArchException(InputProblems.NotOneOf(Source, Text, ["true", "false"])),
    };

    /// <summary>A whole number that is not negative.</summary>
    public int Number() => int.TryParse(NotBare().Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new MultiArchException(InputProblems.NotANumber(Source, Text));

    /// <summary>A word of a fixed set, in any casing.</summary>
    /// <param name="other">A word that is also allowed, for the message.</param>
    public T Word<T>(string? other = null)
        where T : struct, Enum
    {
        var words = Enum.GetValues<T>().Select(word => FlagWord.Of(word)).ToList();
        return FlagWord.TryParse<T>(NotBare().Text, out var known)
            ? known.Value
            : throw new MultiArchException(InputProblems.NotOneOf(Source, Text, other is null ? words : [other, .. words]));
    }

    /// <summary>The same, or null for the word that leaves the choice to us.</summary>
    public T? WordOr<T>(string unset)
        where T : struct, Enum => string.Equals(Text, unset, StringComparison.OrdinalIgnoreCase) ? null : Word<T>(unset);

    /// <summary>A user name that HTTP's basic authentication can send.</summary>
    public string Username() => NotBare().Text.Any(c => c == ':' || char.IsControl(c))
        ? throw new MultiArchException(CredentialProblems.UsernameWithColon(Source))
        : Text;

    /// <summary>Reads the text, and names the source when that fails.</summary>
    public T Read<T>(Func<string, T> parse) => Read(parse, NotBare().Text);

    /// <summary>Reads a part of the text, and names the source when that fails.</summary>
    public T Read<T>(Func<string, T> parse, string text)
    {
        try
        {
            return parse(text);
        }
        catch (MultiArchException e)
        {
            throw new MultiArchException(e.Problem with { Where = $"{Source}: {e.Problem.Where}" }, e.ExitCode, e);
        }
    }
}
