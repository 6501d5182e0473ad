namespace Cake.MultiArch.Git;

/// <summary>The names that a misspelt one may have meant.</summary>
internal static class NearNames
{
    private const int MaxNames = 5;

    /// <summary>The nearest names first, at most five; names that have nothing in common with the wanted one are left out.</summary>
    public static IReadOnlyList<string> Of(string wanted, IEnumerable<string> names)
    {
        // Jenkins and git write a remote's branch as origin/NAME.
        var short_ = wanted.StartsWith("origin/", StringComparison.Ordinal) ? wanted["origin/".Length..] : wanted;
        return
        [
            .. names
                .Select(name => (name, distance: Distance(short_.ToUpperInvariant(), name.ToUpperInvariant())))
                .Where(pair => pair.distance <= Math.Max(2, short_.Length / 3)
                    || pair.name.Contains(short_, StringComparison.OrdinalIgnoreCase)
                    || short_.Contains(pair.name, StringComparison.OrdinalIgnoreCase))
                .OrderBy(pair => pair.distance)
                .ThenBy(pair => pair.name, StringComparer.Ordinal)
                .Select(pair => pair.name)
                .Take(MaxNames),
        ];
    }

    /// <summary>Levenshtein's distance: how many characters have to be added, removed or replaced.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
