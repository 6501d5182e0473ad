using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Verify.Files;

/// <summary>The result of checking the files of one image.</summary>
/// <param name="Platform">The platform that the image is for.</param>
/// <param name="Programs">How many ELF programs and libraries it has.</param>
/// <param name="Allowed">How many of them are of another architecture on purpose.</param>
/// <param name="Findings">What is wrong, ordered by path.</param>
/// <param name="NotChecked">Why some or all files were not checked, in a sentence; null if all were checked.</param>
internal sealed record FileReport(
    Platform Platform,
    int Programs,
    int Allowed,
    IReadOnlyList<FileFinding> Findings,
    string? NotChecked = null
)
{
    /// <summary>The number of findings in a message. An image on the base of another architecture has thousands of findings.</summary>
    public const int Shown = 10;

    /// <summary>The number of folders in the last line, which counts the other findings.</summary>
    private const int ShownFolders = 3;

    public IReadOnlyList<FileFinding> Refused => [.. Findings.Where(finding => finding.IsRefused)];

    public IReadOnlyList<FileFinding> Warnings => [.. Findings.Where(finding => !finding.IsRefused)];

    /// <summary>
    /// The findings for people, one line each. Those that show the cause come first: the image as a whole, then what it starts. The last
    /// line counts the other findings per folder.
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
