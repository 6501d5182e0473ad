using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Cake.MultiArch.Hosting.Files;

/// <summary>
/// A temporary folder with a unique name that only its user can read. Its process holds a lock in it until the process ends. The lock tells
/// other processes, also those in other containers, that the folder was not left behind. Where locks have no effect, the age of the folder
/// decides.
/// </summary>
internal sealed partial class OwnFolder : IDisposable
{
    /// <summary>The identifier begins with the moment when the folder was created, in UTC.</summary>
    public const string MomentFormat = "yyyyMMddHHmmss";

    public const string IdPattern = "[0-9]{14}-[0-9a-f]{8}";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string Prefix = "cake-multiarch-";
    private const string PrivateName = "private";
    private const string LockName = "lock";

    /// <summary>A folder that is older and has no lock was left behind.</summary>
    public static readonly TimeSpan LongestRun = TimeSpan.FromDays(1);

    private readonly FileStream? _lock;

    private OwnFolder(string root, string id)
    {
        Root = root;
        Id = id;
        Private = Add(PrivateName);
        _lock = LockedFile.Create(Path.Combine(Private, LockName));
    }

    /// <summary>Unique per folder, and usable in a tag.</summary>
    public string Id { get; }

    public string Root { get; }

    /// <summary>The folder of secrets, which are removed first.</summary>
    public string Private { get; }

    /// <exception cref="IOException">The folder cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not create it.</exception>
    public static OwnFolder Create(string parent, DateTimeOffset now)
    {
        var id = $"{now.ToString(MomentFormat, CultureInfo.InvariantCulture)}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        return new OwnFolder(Make(PathOf(parent, id)), id);
    }

    /// <summary>Creates a folder that only its user can read, and its parents.</summary>
    public static string Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }

        return folder;
    }

    public static string PathOf(string parent, string id) => Path.Combine(parent, Prefix + id);

    public string Add(string name) => Make(Path.Combine(Root, name));

    /// <summary>
    /// The folders that this process and others have created. A link, or a folder that another user owns or can read, does not count.
    /// The list is empty where the parent cannot be read.
    /// </summary>
    public static IReadOnlyList<string> All(string parent)
    {
        try
        {
            if (!Directory.Exists(parent))
            {
                return [];
            }

            var folders = new DirectoryInfo(parent).EnumerateDirectories(Prefix + "*");
            return [.. folders.Where(folder => Name().IsMatch(folder.Name) && IsOwn(folder)).Select(folder => folder.FullName)];
        }
        catch (Exception e) when (e.IsFileError)
        {
            return [];
        }
    }

    /// <summary>When the folder with this identifier was created. Null when the text is not an identifier.</summary>
    public static DateTimeOffset? MomentOf(string id)
    {
        var isMoment = DateTimeOffset.TryParseExact(
            id.Split('-')[0], MomentFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment);
        return isMoment ? moment : null;
    }

    /// <summary>Whether a folder was left behind. A folder without a lock was left behind when it is older than a day.</summary>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    /// <exception cref="IOException">Another process is deleting the folder.</exception>
    public static bool IsLeft(string folder, DateTimeOffset now)
    {
        if (!IsOwn(new DirectoryInfo(folder)))
        {
            return false;
        }

        var file = Path.Combine(folder, PrivateName, LockName);
        return File.Exists(file) ? !LockedFile.IsHeld(file) : now - Directory.GetLastWriteTimeUtc(folder) > LongestRun;
    }

    /// <summary>Deletes a folder that was left behind. It does nothing when another process is deleting the folder.</summary>
    /// <exception cref="IOException">A file in it cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not delete a file in it.</exception>
    public static void Delete(string folder)
    {
        var file = Path.Combine(folder, PrivateName, LockName);
        var hasLock = File.Exists(file);
        using (var held = hasLock ? LockedFile.TryTakeOver(file) : null)
        {
            if (hasLock && held is null)
            {
                return;
            }

            DeleteContent(folder);
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>CleanMultiArch removes the files that cannot be deleted now.</summary>
    public void Dispose()
    {
        try
        {
            DeleteContent(Root);
        }
        catch (Exception e) when (e.IsFileError)
        {
            // A rootless podman that was killed leaves files of subordinate users behind. This user cannot delete them.
        }

        _lock?.Dispose();
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (Exception e) when (e.IsFileError)
        {
            // The folder stays as long as it holds such files.
        }
    }

    /// <summary>Deletes everything except the lock. The secrets go first.</summary>
    private static void DeleteContent(string folder)
    {
        var inPrivate = new DirectoryInfo(Path.Combine(folder, PrivateName));
        var entries = (inPrivate.Exists ? inPrivate.EnumerateFileSystemInfos() : []).Where(entry => entry.Name != LockName)
            .Concat(new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => entry.Name != PrivateName));
        foreach (var entry in entries)
        {
            if (entry is DirectoryInfo { LinkTarget: null } inner)
            {
                inner.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    private static bool IsOwn(DirectoryInfo folder)
    {
        const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        return folder.LinkTarget is null
            && (OperatingSystem.IsWindows() || ((folder.UnixFileMode & OfOthers) == 0 && FileOwner.IsThisUser(folder.FullName)));
    }

    [GeneratedRegex("^" + Prefix + IdPattern + "$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
