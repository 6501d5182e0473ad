using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Binfmt;

/// <summary>Finds the system's programs: on PATH, then in folders that a user's PATH often lacks.</summary>
internal sealed class ProgramSearch(Host host, BinfmtPaths paths)
{
    /// <summary>The absolute folders of PATH.</summary>
    public IEnumerable<string> PathFolders =>
        (host.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(folder => folder.StartsWith('/'));

    /// <summary>The full path of a program; null if it was not found.</summary>
    public string? Find(string name) => PathFolders
        .Concat(paths.ProgramFolders)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(IsExecutable);

    /// <summary>Whether a file is executable. Follows links.</summary>
    public static bool IsExecutable(string path)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        try
        {
            return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) != 0);
        }
        catch (Exception e) when (e.IsFileError)
        {
            return false;
        }
    }
}
