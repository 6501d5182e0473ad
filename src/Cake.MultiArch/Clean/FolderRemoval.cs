using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Clean;

/// <summary>
/// Removes the folders of killed runs. A rootless podman writes files that belong to subordinate users. They can only be removed in
/// podman's user namespace. A folder with a mount in it stays, because the mounted files may be the user's.
/// </summary>
internal sealed class FolderRemoval(PodmanClient podman)
{
    private const int Mounted = 3;

    /// <summary>Checks for mounts again, because podman's namespace has mounts that this one does not have.</summary>
    private static readonly string Script =
        $"if grep -qF \" $2/\" /proc/self/mountinfo; then exit {Mounted}; fi; exec rm -rf -- \"$1\"";

    /// <returns>Null if it was removed, otherwise the reason why not.</returns>
    public async Task<Problem?> RemoveAsync(string folder, CancellationToken token)
    {
        if (OperatingSystem.IsLinux() && HasMounts(folder))
        {
            return CleanProblems.FolderMounted(folder);
        }

        // Try twice: another clean-up may remove a file just before this one does.
        var why = TryDelete(folder) is null ? null : TryDelete(folder);
        return why is null ? null
            : OperatingSystem.IsLinux() && !Environment.IsPrivilegedProcess ? await RemoveAsPodmanAsync(folder, why, token)
            : CleanProblems.FolderStays(folder, why);
    }

    /// <returns>Null if the folder no longer exists, otherwise the reason why it could not be removed.</returns>
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

    /// <summary>Field 5 is the mount point: https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html</summary>
    private static bool HasMounts(string folder) =>
        File.ReadLines("/proc/self/mountinfo")
            .Any(line =>
                line.Split(' ') is [_, _, _, _, var place, ..] && place.StartsWith(Escaped(folder) + "/", StringComparison.Ordinal)
            );

    private static string Escaped(string path) => path
        .Replace("\\", "\\134", StringComparison.Ordinal).Replace(" ", "\\040", StringComparison.Ordinal)
        .Replace("\t", "\\011", StringComparison.Ordinal).Replace("\n", "\\012", StringComparison.Ordinal);
}
