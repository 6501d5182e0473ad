using System.Text.RegularExpressions;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>A build argument or an annotation: <c>[PLATFORM:]NAME=VALUE</c>.</summary>
/// <param name="Platform">The platform that it is for; null for all platforms.</param>
/// <param name="Name">The name.</param>
/// <param name="Value">The value; null where the environment variable of that name has it.</param>
internal sealed partial record Assignment(Platform? Platform, string Name, string? Value)
{
    /// <summary>What two assignments have in common when one replaces the other.</summary>
    public object Key => (Platform, Name);

    /// <summary>Reads <c>[PLATFORM:]NAME[=VALUE]</c>.</summary>
    /// <exception cref="MultiArchException">It has no name, or an unknown platform.</exception>
    public static Assignment ParseBuildArg(InputValue value)
    {
        var (platform, text) = SplitPlatform(value);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return text.Length == 0 || equals == 0 ? throw new MultiArchException(InputProblems.BuildArgUnnamed(value.Source, value.Text))
            : equals < 0 ? new Assignment(platform, text, null)
            : new Assignment(platform, text[..equals], text[(equals + 1)..]);
    }

    /// <summary>Reads <c>[PLATFORM:]KEY=VALUE</c>.</summary>
    /// <exception cref="MultiArchException">It has no key or no <c>=</c>, or an unknown platform.</exception>
    public static Assignment ParseAnnotation(InputValue value)
    {
        var (platform, text) = SplitPlatform(value);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new Assignment(platform, text[..equals], text[(equals + 1)..])
            : throw new MultiArchException(FormProblems.NoAnnotation(value.Source, value.Text));
    }

    private static (Platform? Platform, string Text) SplitPlatform(InputValue value)
    {
        var match = Prefix().Match(value.Text);
        return match.Success ? (value.Read(Platform.Parse, match.Groups[1].Value), match.Groups[2].Value) : (null, value.Text);
    }

    /// <summary>A slash before the colon, and no "=" before it, is what only a platform has.</summary>
    [GeneratedRegex("^([^=:/]+/[^=:]+):(.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Prefix();
}
