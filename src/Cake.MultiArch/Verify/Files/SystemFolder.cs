using System.Text.RegularExpressions;

namespace Cake.MultiArch.Verify.Files;

/// <summary>The folders of a system in which whatever is there is used.</summary>
/// <remarks>https://refspecs.linuxfoundation.org/FHS_3.0/fhs-3.0.html</remarks>
internal static partial class SystemFolder
{
    /// <summary>Whether a file lies directly in a folder of programs: <c>/usr/bin/env</c>.</summary>
    public static bool IsOfPrograms(string path) => Programs().IsMatch(path);

    /// <summary>Whether a file lies in a folder of libraries or anywhere below; what is there for debuggers is never loaded.</summary>
    public static bool IsOfLibraries(string path) => Libraries().IsMatch(path) && !Debug().IsMatch(path);

    /// <summary>Whether a folder is one in which ld.so looks without being told, on some distribution.</summary>
    public static bool IsSearched(string folder) => Searched().IsMatch(folder);

    [GeneratedRegex(@"^/(usr/|usr/local/)?s?bin/[^/]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Programs();

    [GeneratedRegex(@"^/(usr/|usr/local/)?lib[^/]*/", RegexOptions.CultureInvariant)]
    private static partial Regex Libraries();

    [GeneratedRegex(@"^/(usr/)?lib/debug/", RegexOptions.CultureInvariant)]
    private static partial Regex Debug();

    /// <remarks>https://man7.org/linux/man-pages/man8/ld.so.8.html; the folders of a triple are Debian's.</remarks>
    [GeneratedRegex(@"^/(usr/|usr/local/)?lib(64|32|x32)?(/[a-z0-9_]+-[a-z0-9_-]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Searched();
}
