using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>Suggests names for a misspelt one.</summary>
internal static class NearNames
{
    private const int MaxNames = 5;

    /// <returns>At most five similar names, the most similar one first.</returns>
    public static IReadOnlyList<string> Of(string wanted, IEnumerable<string> names)
    {
        // Jenkins and git write the branch of a remote as origin/NAME.
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
