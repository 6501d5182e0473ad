using System.Globalization;

namespace Cake.MultiArch.Doctor;

/// <summary>Reads <c>/etc/subuid</c> and <c>/etc/subgid</c>: https://man7.org/linux/man-pages/man5/subuid.5.html.</summary>
internal static class SubordinateIds
{
    /// <summary>The number of identifiers of a user, in all its lines. Invalid lines are ignored, as newuidmap does.</summary>
    public static long Count(IEnumerable<string> lines, string user, string number) => lines
        .Select(line => line.Trim().Split(':'))
        .Where(fields => fields.Length == 3 && (fields[0] == user || fields[0] == number))
        .Sum(fields => long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0);
}
