using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Cake.MultiArch.Hosting.Files;

/// <summary>
/// A folder among the temporary files that only its user can read, with a name that nobody else makes. It holds a lock as long as its
/// process lives, in whichever container that is, so that others can tell it from one that was left behind. Where locks do nothing, its age tells.
/// </summary>
internal sealed partial class OwnFolder : IDisposable
{
    /// <summary>How the identifier begins: the moment when the folder was made, UTC.</summary>
    public const string MomentFormat = "yyyyMMddHHmmss";

    /// <summary>What an identifier is, as a regular expression.</summary>
    public const string IdPattern = "[0-9]{14}-[0-9a-f]{8}";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string Prefix = "cake-multiarch-";
    private const string PrivateName = "private";
    private const string LockName = "lock";

    /// <summary>What is older and has nobody who answers for it was left behind.</summary>
    public static readonly TimeSpan LongestRun = TimeSpan.FromDays(1);

    private readonly FileStream? _lock;

    private OwnFolder(string root, string id)
    {
        Root = root;
        Id = id;
        Private = Add(PrivateName);
        _lock = LockedFile.Create(Path.Combine(Private, LockName));
    }

    /// <summary>Unique to the folder, usable in a tag.</summary>
    public string Id { get; }

    public string Root { get; }

    /// <summary>For what has to be removed first.</summary>
    public string Private { get; }

    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static OwnFolder Create(string parent, DateTimeOffset now)
    {
        var id = $"{now.ToString(MomentFormat, CultureInfo.InvariantCulture)}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        return new OwnFolder(Make(PathOf(parent, id)), id);
    }

    /// <summary>Makes a folder that only its user can read, with those above it.</summary>
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

    /// <summary>Makes a folder in it.</summary>
    public string Add(string name) => Make(Path.Combine(Root, name));

    /// <summary>
    /// The folders that are there, of this process and of others. A link, and a folder that others can read or own, is not one of ours. There
    /// are none where nobody may look.
    /// </summary>
    public static IReadOnlyList<string> All(string parent)
    {
        try
        {
            return Directory.Exists(parent)
                ? [.. new DirectoryInfo(parent).EnumerateDirectories(Prefix + "*").Where(folder => Name().IsMatch(folder.Name) && IsOwn(folder)).Select(folder => folder.FullName)]
                : [];
        }
        catch (Exception e) when (e.IsFileError)
        {
            return [];
        }
    }

    /// <summary>When the folder with an identifier was made; null when it is no identifier.</summary>
    public static DateTimeOffset? MomentOf(string id) =>
        DateTimeOffset.TryParseExact(id.Split('-')[0], MomentFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    /// <summary>Whether a folder was left behind. One without a lock is left when it is older than a day.</summary>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="IOException">It is going just now.</exception>
    public static bool IsLeft(string folder, DateTimeOffset now)
    {
        if (!IsOwn(new DirectoryInfo(folder)))
        {
            return false;
        }

        var file = Path.Combine(folder, PrivateName, LockName);
        return File.Exists(file) ? !LockedFile.IsHeld(file) : now - Directory.GetLastWriteTimeUtc(folder) > LongestRun;
    }

    /// <summary>Removes a folder that was left behind. One that somebody else removes just now is left to them.</summary>
    /// <exception cref="IOException">Something in it cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">Something in it may not be removed.</exception>
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

    /// <summary>What cannot be removed is left for CleanMultiArch.</summary>
    public void Dispose()
    {
        try
        {
            DeleteContent(Root);
        }
        catch (Exception e) when (e.IsFileError)
        {
            // A rootless podman that was killed leaves files of subordinate users behind.
        }

        _lock?.Dispose();
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (Exception e) when (e.IsFileError)
        {
            // The same.
        }
    }

    /// <summary>Removes all but the lock, what nobody else may read first.</summary>
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
        return folder.LinkTarget is null && (OperatingSystem.IsWindows() || ((folder.UnixFileMode & OfOthers) == 0 && FileOwner.IsThisUser(folder.FullName)));
    }

    [GeneratedRegex("^" + Prefix + IdPattern + "$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
