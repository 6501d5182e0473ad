using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Binfmt;

/// <summary>The process that only holds open the namespaces that podman keeps for a user.</summary>
/// <remarks>It is <c>catatonit -P</c> or podman itself: https://docs.podman.io/en/latest/markdown/podman.1.html, "Rootless mode".</remarks>
internal static class PauseProcess
{
    private static readonly string[] Names = ["catatonit", "podman pause"];

    /// <summary>
    /// Whether this user has a pause process: one of that name, in another user namespace. Only its own user may read that namespace.
    /// </summary>
    public static bool Exists()
    {
        const string Own = "/proc/self";
        return Directory.EnumerateDirectories("/proc")
            .Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]))
            .Any(process => Names.Contains(NameOf(process)) && UserNamespaceOf(process) is { } other && other != UserNamespaceOf(Own));
    }

    private static string? NameOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).TrimEnd();
        }
        catch (Exception e) when (e.IsFileError)
        {
            // The process has ended since the listing, or is hidden from this user.
            return null;
        }
    }

    private static string? UserNamespaceOf(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "ns", "user")).LinkTarget;
        }
        catch (Exception e) when (e.IsFileError)
        {
            return null;
        }
    }
}
