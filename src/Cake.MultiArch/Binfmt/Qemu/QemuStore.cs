using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>
/// The programs that were brought to this host. They stay after the run, because a handler names its program by path: after a reboot
/// it is registered again without a new download. A program is checked first, and then renamed into its place as a complete file. A
/// file that a handler holds open (flag F) cannot be written to; that handler keeps using the old file.
/// </summary>
/// <param name="folder">Where the programs are stored; created with the first one.</param>
/// <param name="check">Checks whether a program is usable.</param>
/// <param name="clock">Used for waiting.</param>
internal sealed class QemuStore(string folder, QemuCheck check, TimeProvider clock)
{
    private const UnixFileMode OthersMayNotWrite =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>The folder for a user's data, https://specifications.freedesktop.org/basedir-spec/latest/.</summary>
    /// <param name="dataHome">XDG_DATA_HOME; null if it is not set.</param>
    /// <param name="home">The user's home folder.</param>
    public static string OfUser(string? dataHome, string home) =>
        Path.Combine(dataHome is ['/', ..] ? dataHome : Path.Combine(home, ".local/share"), "cake-multiarch/qemu");

    /// <summary>Returns the program that was brought from a place before, if it is still usable. Otherwise brings it now.</summary>
    /// <param name="place">The place, for messages.</param>
    /// <param name="key">A file name that separates the place's programs from those of other places.</param>
    /// <param name="architecture">The architecture to emulate.</param>
    /// <param name="bring">Writes the program to the given path.</param>
    /// <param name="token">Cancels the work.</param>
    /// <exception cref="MultiArchException">The program could not be brought, or not be stored (MA1238).</exception>
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
        // This also replaces a file that a killed run left here.
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
    /// Waits until no other run brings a program from the same place. The operating system releases the lock at the end of the process,
    /// however the process ends.
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

    /// <summary>Creates the folder so that only its owner can write to it, whatever the umask is.</summary>
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

    /// <summary>Refuses a folder that others can write to, because its programs are run, also as root.</summary>
    private static void RefuseFolderOfOthers(string path)
    {
        // A user's own group often has no other member. A folder of root is used for everyone, so its group must not write either.
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
