using System.Text.RegularExpressions;

namespace Cake.MultiArch.Tags;

/// <summary>Makes the tag of a branch.</summary>
/// <remarks>The grammar of a tag: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests.</remarks>
internal static partial class BranchTag
{
    private const int MaxLength = 128;

    /// <summary>The name with a <c>-</c> for every character that a tag cannot have; it begins with a <c>_</c> where it may not begin so.</summary>
    public static string Of(string branch)
    {
        var tag = NotInTags().Replace(branch.Length > MaxLength ? branch[..MaxLength] : branch, "-");
        return tag.Length == 0 ? "_" : tag[0] is '.' or '-' ? $"_{tag[1..]}" : tag;
    }

    /// <summary>Whether a tag means something else than a branch to everybody who sees it, or to the other rules.</summary>
    public static bool IsReserved(string tag) => Reserved().IsMatch(tag);

    [GeneratedRegex("[^A-Za-z0-9._-]", RegexOptions.CultureInvariant)]
    private static partial Regex NotInTags();

    /// <summary>What the other rules give: none of them begins with a <c>v</c>.</summary>
    [GeneratedRegex(@"^(latest|[0-9]+(\.[0-9]+)*|[0-9]+\.[0-9]+\.[0-9]+-.*|sha-[0-9a-f]{12}(-dirty)?|pr-[0-9]+)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}
