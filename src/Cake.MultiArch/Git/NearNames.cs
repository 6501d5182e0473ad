using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>The names that a misspelt one may have meant.</summary>
internal static class NearNames
{
    private const int MaxNames = 5;

    /// <summary>The nearest names first, at most five; names that have nothing in common with the wanted one are left out.</summary>
    public static IReadOnlyList<string> Of(string wanted, IEnumerable<string> names)
    {
        // Jenkins and git write a remote's branch as origin/NAME.
        var plain = wanted.StartsWith("origin/", StringComparison.Ordinal) ? wanted["origin/".Length..] : wanted;
        return
        [
            .. names
                .Select(name => (name, distance: Spelling.Distance(plain.ToLowerInvariant(), name.ToLowerInvariant())))
                .Where(pair => pair.distance <= Math.Max(2, plain.Length / 3)
                    || pair.name.Contains(plain, StringComparison.OrdinalIgnoreCase)
                    || plain.Contains(pair.name, StringComparison.OrdinalIgnoreCase))
                .OrderBy(pair => pair.distance)
                .ThenBy(pair => pair.name, StringComparer.Ordinal)
                .Select(pair => pair.name)
                .Take(MaxNames),
        ];
    }
}
