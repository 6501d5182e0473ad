using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Binfmt;

/// <summary>The files from which systemd registers handlers when a machine starts. Buildah reads them too.</summary>
/// <remarks>https://www.freedesktop.org/software/systemd/man/latest/binfmt.d.html</remarks>
internal sealed class BinfmtConfiguration(BinfmtPaths paths)
{
    private const string Pattern = "*.conf";

    /// <summary>
    /// The handlers that the files name. If two folders have a file of the same name, the earlier folder wins. Later names register later.
    /// </summary>
    public IReadOnlyList<BinfmtEntry> Entries() =>
    [
        .. paths.ConfigurationFolders
            .Where(Directory.Exists)
            .SelectMany(Files)
            .DistinctBy(Path.GetFileName)
            .OrderBy(Path.GetFileName, StringComparer.Ordinal)
            .SelectMany(Lines)
            .Where(line => line.Length > 0 && line[0] is not ('#' or ';'))
            .Select(RegisterLine.Parse)
            .OfType<BinfmtEntry>(),
    ];

    private static string[] Files(string folder)
    {
        try
        {
            return Directory.GetFiles(folder, Pattern);
        }
        catch (Exception e) when (e.IsFileError)
        {
            // A folder that cannot be read counts as empty.
            return [];
        }
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e.IsFileError)
        {
            return [];
        }
    }
}
