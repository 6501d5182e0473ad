using System.Text.RegularExpressions;

namespace Cake.MultiArch.Verify.Files;

/// <summary>The system folders. Every program or library in them counts as used.</summary>
/// <remarks>https://refspecs.linuxfoundation.org/FHS_3.0/fhs-3.0.html</remarks>
internal static partial class SystemFolder
{
    /// <summary>Whether a file is directly in a folder of programs: <c>/usr/bin/env</c>.</summary>
    public static bool IsOfPrograms(string path) => Programs().IsMatch(path);

    /// <summary>Whether a file is below a folder of libraries. Files for debuggers do not count, because they are never loaded.</summary>
    public static bool IsOfLibraries(string path) => Libraries().IsMatch(path) && !Debug().IsMatch(path);

    /// <summary>Whether ld.so of some distribution searches the folder by default.</summary>
    public static bool IsSearched(string folder) => Searched().IsMatch(folder);

    [GeneratedRegex(@"^/(usr/|usr/local/)?s?bin/[^/]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Programs();

    [GeneratedRegex(@"^/(usr/|usr/local/)?lib[^/]*/", RegexOptions.CultureInvariant)]
    private static partial Regex Libraries();

    [GeneratedRegex(@"^/(usr/)?lib/debug/", RegexOptions.CultureInvariant)]
    private static partial Regex Debug();

    /// <remarks>https://man7.org/linux/man-pages/man8/ld.so.8.html; the folders with a triple are Debian's.</remarks>
    [GeneratedRegex(@"^/(usr/|usr/local/)?lib(64|32|x32)?(/[a-z0-9_]+-[a-z0-9_-]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Searched();
}
