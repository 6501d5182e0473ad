using System.Text.RegularExpressions;

namespace Cake.MultiArch.Tags;

/// <remarks>The grammar of a tag: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests.</remarks>
internal static partial class BranchTag
{
    private const int MaxLength = 128;

    /// <summary>
    /// Replaces each character that a tag cannot have by <c>-</c>, and a first character that is not allowed there by <c>_</c>.
    /// </summary>
    public static string Of(string branch)
    {
        var tag = NotInTags().Replace(branch.Length > MaxLength ? branch[..MaxLength] : branch, "-");
        return tag.Length == 0 ? "_" : tag[0] is '.' or '-' ? $"_{tag[1..]}" : tag;
    }

    /// <summary>Whether users or the other rules give this tag another meaning than a branch.</summary>
    public static bool IsReserved(string tag) => Reserved().IsMatch(tag);

    [GeneratedRegex("[^A-Za-z0-9._-]", RegexOptions.CultureInvariant)]
    private static partial Regex NotInTags();

    /// <summary>The tags of the other rules. They never begin with a <c>v</c>.</summary>
    [GeneratedRegex(
        @"^(latest|[0-9]+(\.[0-9]+)*|[0-9]+\.[0-9]+\.[0-9]+-.*|sha-[0-9a-f]{12}(-dirty)?|pr-[0-9]+)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}
