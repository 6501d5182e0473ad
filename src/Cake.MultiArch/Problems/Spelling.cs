namespace Cake.MultiArch.Problems;

/// <summary>Finds the word that a user probably meant.</summary>
internal static class Spelling
{
    /// <summary>In characters. A longer word is not a misspelling of a known word.</summary>
    private const int MaxLength = 40;

    /// <summary>The nearest known word. Null when no known word is near enough.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > MaxLength)
        {
            return null;
        }

        var allowed = Math.Max(1, word.Length / 3);
        return known
            .Select(candidate => (candidate, distance: Distance(word.ToLowerInvariant(), candidate)))
            .Where(found => found.distance <= allowed && found.distance < found.candidate.Length)
            .OrderBy(found => found.distance)
            .Select(found => found.candidate)
            .FirstOrDefault();
    }

    /// <summary>
    /// The number of letters that were left out, added, replaced or swapped with their neighbour. This is the optimal string alignment
    /// distance: https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance.
    /// </summary>
    internal static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                var replaced = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
