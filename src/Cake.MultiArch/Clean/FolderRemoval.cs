using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Clean;

/// <summary>
/// Removes the folders of runs that were killed. What a rootless podman wrote belongs to subordinate users, whose files can only be
/// removed in
/// podman's user namespace. A folder in which something is mounted stays: what is mounted can be the user's.
/// </summary>
internal sealed class FolderRemoval(PodmanClient podman)
{
    private const int Mounted = 3;

    /// <summary>There are mounts in podman's namespace that this one does not have.</summary>
    private static readonly string Script =
        $"if grep -qF \" $2/\" /proc/self/mountinfo; then exit {Mounted}; fi; exec rm -rf -- \"$1\"";

    /// <returns>Null when it is gone, else why it is not.</returns>
    public async Task<Problem?> RemoveAsync(string folder, CancellationToken token)
    {
        if (OperatingSystem.IsLinux() && HasMounts(folder))
        {
            return CleanProblems.FolderMounted(folder);
        }

        // Another clean-up can take something away just before this one does.
        var why = TryDelete(folder) is null ? null : TryDelete(folder);
        return why is null ? null
            : OperatingSystem.IsLinux() && !Environment.IsPrivilegedProcess ? await RemoveAsPodmanAsync(folder, why, token)
            : CleanProblems.FolderStays(folder, why);
    }

    /// <returns>Null when it is gone, or somebody else removes it; else why it is not.</returns>
    private static string? TryDelete(string folder)
    {
        try
        {
            OwnFolder.Delete(folder);
            return null;
        }
        catch (Exception e) when (e.IsFileError)
        {
            return Directory.Exists(folder) ? e.Message : null;
        }
    }

    private async Task<Problem?> RemoveAsPodmanAsync(string folder, string why, CancellationToken token)
    {
        try
        {
            await podman.RunAsync(new PodmanCommandSettings(), ["unshare", "sh", "-c", Script, "sh", folder, Escaped(folder)], token);
            return Directory.Exists(folder) ? CleanProblems.FolderStays(folder, why) : null;
        }
        catch (MultiArchException e) when (e.ExitCode == Mounted)
        {
            return CleanProblems.FolderMounted(folder);
        }
        catch (MultiArchException e)
        {
            return CleanProblems.FolderStays(folder, $"{why} {e.Problem.What}");
        }
    }

    /// <summary>https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html: field 5 is the mount point.</summary>
    private static bool HasMounts(string folder) =>
        File.ReadLines("/proc/self/mountinfo")
            .Any(line =>
                line.Split(' ') is [_, _, _, _, var place, ..] && place.StartsWith(Escaped(folder) + "/", StringComparison.Ordinal)
            );

    private static string Escaped(string path) => path
        .Replace("\\", "\\134", StringComparison.Ordinal).Replace(" ", "\\040", StringComparison.Ordinal)
        .Replace("\t", "\\011", StringComparison.Ordinal).Replace("\n", "\\012", StringComparison.Ordinal);
}
