using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>
/// The programs that were brought to this host. They outlive the run, because a handler names one by its path: after a reboot it is
/// registered again without being fetched again. A program comes into its place whole and checked, by renaming: one that a handler
/// holds open (flag F) could not be written to, and keeps running for that handler.
/// </summary>
/// <param name="folder">Where they are kept; it is made when the first one comes.</param>
/// <param name="check">What serves.</param>
/// <param name="clock">For waiting.</param>
internal sealed class QemuStore(string folder, QemuCheck check, TimeProvider clock)
{
    private const UnixFileMode OthersMayNotWrite =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>Where a user's data are, https://specifications.freedesktop.org/basedir-spec/latest/.</summary>
    /// <param name="dataHome">XDG_DATA_HOME; null when it is not set.</param>
    /// <param name="home">The user's home.</param>
    public static string OfUser(string? dataHome, string home) =>
        Path.Combine(dataHome is ['/', ..] ? dataHome : Path.Combine(home, ".local/share"), "cake-multiarch/qemu");

    /// <summary>The program that was brought from a place before, when it still serves, or one that is brought now.</summary>
    /// <param name="place">The place, as a person reads it.</param>
    /// <param name="key">What tells its programs from those of other places: a file name.</param>
    /// <param name="architecture">The architecture to emulate.</param>
    /// <param name="bring">Writes the program to the path that it is given.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="MultiArchException">It could not be brought, or not be kept (MA1238).</exception>
    public async Task<QemuFound> BringAsync(
        string place, string key, ElfArchitecture architecture, Func<string, CancellationToken, Task> bring, CancellationToken token)
    {
        var kept = Path.Combine(folder, key, $"qemu-{architecture.QemuName}-static");
        try
        {
            RefuseFolderOfOthers(folder);
            RefuseFolderOfOthers(Path.Combine(folder, key));
            if (await KeptAsync(place, kept, architecture, token) is { } before)
            {
                return before;
            }

            MakeFolder(Path.Combine(folder, key));
            using var held = await HoldAsync(Path.Combine(folder, key, "lock"), token);
            return await KeptAsync(place, kept, architecture, token)
                ?? await BringNewAsync(place, kept, architecture, bring, token);
        }
        catch (Exception e) when (e.IsFileError)
        {
            throw new MultiArchException(QemuProblems.CannotKeep(kept, e.Message), inner: e);
        }
    }

    private async Task<QemuFound?> KeptAsync(string place, string kept, ElfArchitecture architecture, CancellationToken token) =>
        File.Exists(kept) && await check.JudgeAsync(kept, architecture, token) is { Flaw: null } verdict
            ? new QemuFound(kept, [place], []) { Version = verdict.Version }
            : null;

    private async Task<QemuFound> BringNewAsync(
        string place, string kept, ElfArchitecture architecture, Func<string, CancellationToken, Task> bring, CancellationToken token)
    {
        // What a run left here that was killed goes with it.
        var coming = kept + ".coming";
        try
        {
            var fresh = Path.Combine(Directory.CreateDirectory(coming).FullName, Path.GetFileName(kept));
            await bring(fresh, token);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(fresh, OthersMayNotWrite);
            }

            var verdict = await check.JudgeAsync(fresh, architecture, token);
            if (verdict.Flaw is { } flaw)
            {
                return new QemuFound(null, [place], [$"the program of {place} {flaw}"]);
            }

            File.Move(fresh, kept, overwrite: true);
            return new QemuFound(kept, [place], []) { Version = verdict.Version };
        }
        finally
        {
            Remove(coming);
        }
    }

    /// <summary>
    /// Waits until no other run brings something from the same place. The operating system lets go when the process ends, however it
    /// ends.
    /// </summary>
    private async Task<FileStream> HoldAsync(string file, CancellationToken token)
    {
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (Errno.OfFile(e) == Errno.WouldBlock)
            {
                await Task.Delay(LookAgain, clock, token);
            }
        }
    }

    /// <summary>Nobody else may put a program there, whatever the mask of new files is.</summary>
    private static void MakeFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) is { } parent)
        {
            MakeFolder(parent);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OthersMayNotWrite);
        }
    }

    /// <summary>What lies there is run, as root too.</summary>
    private static void RefuseFolderOfOthers(string path)
    {
        // A user's own group is often the user alone; root runs it for everybody.
        var writable = Environment.IsPrivilegedProcess ? UnixFileMode.GroupWrite | UnixFileMode.OtherWrite : UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && Directory.Exists(path) && (File.GetUnixFileMode(path) & writable) != 0)
        {
            throw new MultiArchException(QemuProblems.FolderOfOthers(path));
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
