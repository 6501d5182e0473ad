using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Cake.MultiArch.Tags;

/// <summary>A version in a git tag, with or without a <c>v</c> in front.</summary>
/// <remarks>
/// https://semver.org/spec/v2.0.0.html. The specification does not order versions that differ only in their build. Here builds are
/// compared like pre-releases, so that one of two versions is always higher.
/// </remarks>
internal sealed partial record SemanticVersion(BigInteger Major, BigInteger Minor, BigInteger Patch, string PreRelease, string Build)
    : IComparable<SemanticVersion>
{
    public bool IsStable => PreRelease.Length == 0;

    /// <summary>The version as the tag of an image. Such a tag cannot contain a <c>+</c>.</summary>
    public string Tag => this.ToString().Replace('+', '-');

    /// <summary>The tag of all patches of a minor version: <c>1.4</c>.</summary>
    public string MinorTag => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    /// <summary>The tag of all minor versions: <c>1</c>. Null before 1.0, when a minor version may break compatibility.</summary>
    public string? MajorTag => Major.IsZero ? null : Major.ToString(CultureInfo.InvariantCulture);

    /// <summary>Null when the git tag is not a version.</summary>
    public static SemanticVersion? Of(string tag)
    {
        var match = Form().Match(tag);
        if (!match.Success)
        {
            return null;
        }

        var (preRelease, build) = (match.Groups["pre"].Value, match.Groups["build"].Value);
        return new SemanticVersion(Number(match, "major"), Number(match, "minor"), Number(match, "patch"), preRelease, build);
    }

    /// <summary>The highest version among git tags. Null when no git tag is a version.</summary>
    public static SemanticVersion? Highest(IEnumerable<string> tags) => tags.Select(Of).Max();

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var numbers = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (numbers != 0)
        {
            return numbers;
        }

        if (IsStable != other.IsStable)
        {
            return IsStable ? 1 : -1;
        }

        return PreRelease != other.PreRelease ? Compare(PreRelease, other.PreRelease) : Compare(Build, other.Build);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}{(IsStable ? "" : "-")}{PreRelease}{(Build.Length == 0 ? "" : "+")}{Build}");

    /// <summary>
    /// Rule 11.4: numbers are ordered by value and come before words. Words are ordered by character. A longer list is higher.
    /// </summary>
    private static int Compare(string left, string right)
    {
        var (a, b) = (Identifiers(left), Identifiers(right));
        var order = a.Zip(b, CompareIdentifier).FirstOrDefault(result => result != 0);
        if (order != 0)
        {
            return order;
        }

        // A number in a build may have leading zeros, so equal numbers may still differ as text.
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(left, right);
    }

    private static int CompareIdentifier(string left, string right) => (IsNumber(left), IsNumber(right)) switch
    {
        (true, true) => Number(left).CompareTo(Number(right)),
        (true, false) => -1,
        (false, true) => 1,
        _ => string.CompareOrdinal(left, right),
    };

    private static string[] Identifiers(string text) => text.Length == 0 ? [] : text.Split('.');

    private static bool IsNumber(string identifier) => identifier.All(char.IsAsciiDigit);

    private static BigInteger Number(string digits) => BigInteger.Parse(digits, CultureInfo.InvariantCulture);

    private static BigInteger Number(Match match, string group) => Number(match.Groups[group].Value);

    /// <summary>The expression that the specification suggests, with the <c>v</c> of git tags.</summary>
    [GeneratedRegex(
        @"^v?(?<major>0|[1-9][0-9]*)\.(?<minor>0|[1-9][0-9]*)\.(?<patch>0|[1-9][0-9]*)"
        + @"(?:-(?<pre>(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
        + @"(?:\+(?<build>[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
