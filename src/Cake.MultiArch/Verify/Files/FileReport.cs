using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Verify.Files;

/// <summary>What was found out about the files of one image.</summary>
/// <param name="Platform">The platform that the image is for.</param>
/// <param name="Programs">How many ELF programs and libraries it has.</param>
/// <param name="Allowed">How many of them are of another architecture on purpose.</param>
/// <param name="Findings">What is not as it should be, in the order of the paths.</param>
/// <param name="NotChecked">Why the files were not looked at (part of them, or all), in a sentence; null when all were.</param>
internal sealed record FileReport(
    Platform Platform,
    int Programs,
    int Allowed,
    IReadOnlyList<FileFinding> Findings,
    string? NotChecked = null
)
{
    /// <summary>How many findings are shown to people; an image on the base of another architecture has thousands.</summary>
    public const int Shown = 10;

    /// <summary>How many folders the others are counted by.</summary>
    private const int ShownFolders = 3;

    /// <summary>What the image is refused for.</summary>
    public IReadOnlyList<FileFinding> Refused => [.. Findings.Where(finding => finding.IsRefused)];

    /// <summary>What is a warning.</summary>
    public IReadOnlyList<FileFinding> Warnings => [.. Findings.Where(finding => !finding.IsRefused)];

    /// <summary>
    /// Findings for people, a line each: those that tell the cause first (the image as a whole, what it starts), at last how many others
    /// there
    /// are and where.
    /// </summary>
    public static IReadOnlyList<string> Summary(IReadOnlyList<FileFinding> findings)
    {
        var ordered = findings.OrderBy(finding => finding.Role).ToList();
        var rest = ordered.Skip(Shown).ToList();
        if (rest.Count == 0)
        {
            return [.. ordered.Select(finding => finding.ToString())];
        }

        var folders = rest.GroupBy(finding => Folder(finding.Path), StringComparer.Ordinal)
            .Select(folder => (folder.Key, Count: folder.Count()))
            .OrderByDescending(folder => folder.Count)
            .ToList();
        var counts = folders.Take(ShownFolders).Select(folder => $"{folder.Count} below {Quotation.Line(folder.Key)}").ToList();
        var elsewhere = folders.Skip(ShownFolders).Sum(folder => folder.Count);
        return
        [
            .. ordered.Take(Shown).Select(finding => finding.ToString()),
            $"and {rest.Count} more: {string.Join(", ", elsewhere == 0 ? counts : counts.Append($"{elsewhere} elsewhere"))}",
        ];
    }

    /// <summary>The first two names of a path's folder: <c>/usr/lib</c>.</summary>
    private static string Folder(string path)
    {
        var folders = path.Split('/', StringSplitOptions.RemoveEmptyEntries).SkipLast(1).Take(2);
        return '/' + string.Join('/', folders);
    }
}
