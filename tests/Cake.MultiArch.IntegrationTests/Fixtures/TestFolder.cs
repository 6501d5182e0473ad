namespace Cake.MultiArch.IntegrationTests.Fixtures;

/// <summary>A folder of a test's own, removed when the test is done, with whatever is still mounted in it.</summary>
public sealed class TestFolder : IAsyncDisposable
{
    public TestFolder(string purpose)
    {
        Path = Directory.CreateTempSubdirectory($"multiarch-{purpose}-").FullName;
    }

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    public string Combine(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    /// <summary>Writes a text file, making the folders above it.</summary>
    public string Write(string name, string text)
    {
        var file = Combine(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>Makes a folder that is a disk of its own, in memory, until the test is done. Needs root.</summary>
    /// <param name="folder">A path in this folder.</param>
    /// <param name="options">As for mount: <c>size=1m</c>, <c>ro</c>.</param>
    public static async Task<string> MountAsync(string folder, string options)
    {
        Directory.CreateDirectory(folder);
        _ = (await TestProgram.RunAsync("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder)).Text;
        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        // https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html: field 5 is the mount point, the newest comes last.
        var mounts = File.ReadLines("/proc/self/mountinfo")
            .Select(line => line.Split(' ')[4].Replace("\\040", " ", StringComparison.Ordinal))
            .Where(mount => mount.StartsWith(Path + "/", StringComparison.Ordinal))
            .Reverse()
            .ToList();
        foreach (var mount in mounts)
        {
            await TestProgram.RunAsync("umount", "-l", mount);
        }

        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            // A rootless podman's layers belong to subordinate users.
            _ = (await TestProgram.RunAsync("podman", "unshare", "rm", "-rf", Path)).Text;
        }
    }
}
