using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Cake.MultiArch.Tags;

/// <summary>A version as a git tag carries it, with or without a <c>v</c> in front.</summary>
/// <remarks>
/// https://semver.org/spec/v2.0.0.html. The specification gives no order to versions that differ in their build alone; here their
/// builds are compared as pre-releases are, so that of two there is always a higher one.
/// </remarks>
internal sealed partial record SemanticVersion(BigInteger Major, BigInteger Minor, BigInteger Patch, string PreRelease, string Build) : IComparable<SemanticVersion>
{
    /// <summary>Whether it is no pre-release.</summary>
    public bool IsStable => PreRelease.Length == 0;

    /// <summary>The version as an image's tag, in which a <c>+</c> is not allowed.</summary>
    public string Tag => this.ToString().Replace('+', '-');

    /// <summary>The tag of its series of patches, <c>1.4</c>.</summary>
    public string MinorTag => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    /// <summary>The tag of its series of features, <c>1</c>; null before 1.0, when every minor version may break what was.</summary>
    public string? MajorTag => Major.IsZero ? null : Major.ToString(CultureInfo.InvariantCulture);

    /// <summary>The version that a git tag names; null when it names none.</summary>
    public static SemanticVersion? Of(string tag)
    {
        var match = Form().Match(tag);
        return match.Success
            ? new SemanticVersion(Number(match, "major"), Number(match, "minor"), Number(match, "patch"), match.Groups["pre"].Value, match.Groups["build"].Value)
            : null;
    }

    /// <summary>The highest version that git tags name; null when none names one.</summary>
    public static SemanticVersion? Highest(IEnumerable<string> tags) => tags.Select(Of).Max();

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var numbers = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return numbers != 0 ? numbers
            : IsStable != other.IsStable ? (IsStable ? 1 : -1)
            : PreRelease != other.PreRelease ? Compare(PreRelease, other.PreRelease)
            : Compare(Build, other.Build);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}{(IsStable ? "" : "-")}{PreRelease}{(Build.Length == 0 ? "" : "+")}{Build}");

    /// <summary>Rule 11.4: numbers by their value and before words, words by their characters, the longer list last.</summary>
    private static int Compare(string left, string right)
    {
        var (a, b) = (Identifiers(left), Identifiers(right));
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            var (isNumber, isOtherNumber) = (IsNumber(a[i]), IsNumber(b[i]));
            var order = isNumber && isOtherNumber ? BigInteger.Parse(a[i], CultureInfo.InvariantCulture).CompareTo(BigInteger.Parse(b[i], CultureInfo.InvariantCulture))
                : isNumber != isOtherNumber ? (isNumber ? -1 : 1)
                : string.CompareOrdinal(a[i], b[i]);
            if (order != 0)
            {
                return order;
            }
        }

        // A build may have zeros in front of a number.
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(left, right);
    }

    private static string[] Identifiers(string text) => text.Length == 0 ? [] : text.Split('.');

    private static bool IsNumber(string identifier) => identifier.All(char.IsAsciiDigit);

    private static BigInteger Number(Match match, string group) => BigInteger.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    /// <summary>The expression that the specification suggests, with the <c>v</c> that git tags have.</summary>
    [GeneratedRegex(
        @"^v?(?<major>0|[1-9][0-9]*)\.(?<minor>0|[1-9][0-9]*)\.(?<patch>0|[1-9][0-9]*)"
        + @"(?:-(?<pre>(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
        + @"(?:\+(?<build>[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
