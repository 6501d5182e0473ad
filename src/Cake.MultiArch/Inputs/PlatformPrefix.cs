using System.Text.RegularExpressions;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Inputs;

/// <summary>What stands before a value that is for one platform only: <c>linux/arm64:NAME=VALUE</c>.</summary>
internal static partial class PlatformPrefix
{
    /// <summary>Tells the platform, null for all of them, from the rest of the value.</summary>
    /// <exception cref="Problems.MultiArchException">The platform is not known.</exception>
    public static (Platform? Platform, string Text) Split(InputValue value)
    {
        var match = Prefix().Match(value.Text);
        return match.Success ? (value.Read(Platform.Parse, match.Groups[1].Value), match.Groups[2].Value) : (null, value.Text);
    }

    /// <summary>A slash before the colon and before any "=" tells it from a plain value.</summary>
    [GeneratedRegex("^([^=:/]+/[^=:]+):(.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Prefix();
}
