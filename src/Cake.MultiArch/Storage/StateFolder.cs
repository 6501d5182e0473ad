using System.Security.Cryptography;
using System.Text;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Storage;

/// <summary>The user's folder for data that outlives a run: what each run made, so that a later run can remove it.</summary>
/// <remarks>https://specifications.freedesktop.org/basedir-spec/latest/</remarks>
internal sealed class StateFolder
{
    /// <summary>The variables that select the storage or the service for podman.</summary>
    private static readonly string[] StorageVariables =
    [
        "CONTAINER_HOST",
        "CONTAINER_CONNECTION",
        "CONTAINERS_CONF",
        "CONTAINERS_STORAGE_CONF",
        "STORAGE_DRIVER",
        "STORAGE_OPTS",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
    ];

    private const string MachineFile = "/etc/machine-id";
    private const string LockName = "building-";

    private readonly string _path;

    private StateFolder(string path, string storage)
    {
        _path = path;
        Storage = storage;
    }

    /// <summary>
    /// Identifies podman's storage among others that are noted here. Several machines may share a home, and another user may use it
    /// (<c>sudo -E</c>). The text contains no secret, although an address may contain one.
    /// </summary>
    public string Storage { get; }

    /// <summary>The folder, which may not exist yet; null if the place of the user's files is unknown.</summary>
    public static StateFolder? Of(Host host) => Of(host, Environment.UserName, Machine());

    /// <param name="host">Says where the user's files are, and which storage podman is set to use.</param>
    /// <param name="user">The user's name, even if the home belongs to another user.</param>
    /// <param name="machine">What distinguishes this machine from others.</param>
    public static StateFolder? Of(Host host, string user, string machine)
    {
        var variable = host.Environment.GetEnvironmentVariable;
        var home = variable("XDG_STATE_HOME") is { } given && Path.IsPathRooted(given) ? given
            : variable("HOME") is { } folder && Path.IsPathRooted(folder) ? Path.Combine(folder, ".local", "state")
            : null;
        var storage = string.Join('\n', StorageVariables.Select(name => $"{name}={variable(name)}").Prepend(machine).Prepend(user));
        return home is null ? null : new StateFolder(
            Path.Combine(home, "cake-multiarch"), Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(storage)))[..16]);
    }

    /// <summary>The journals of all runs.</summary>
    public IEnumerable<string> Journals =>
        Directory.Exists(_path) ? Directory.EnumerateFiles(_path).Where(file => RunJournal.IsName(Path.GetFileName(file))) : [];

    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public void Make() => OwnFolder.Make(_path);

    public string JournalOf(string runId) => Path.Combine(_path, runId + RunJournal.Extension);

    /// <summary>
    /// Prevents the removal of images: podman fails if an image disappears while it searches the layer cache. Null if images are being
    /// removed.
    /// </summary>
    public FileStream? TryBuild() => LockedFile.TryShare(Path.Combine(_path, LockName + Environment.UserName));

    /// <summary>Blocks runs that want to build; null if one is building.</summary>
    public FileStream? TryRemoveImages() => LockedFile.TryHoldAlone(Path.Combine(_path, LockName + Environment.UserName));

    /// <summary>
    /// Identifies the machine. A container has no such file and a new host name each time, but may have the storage and home of an
    /// earlier one.
    /// </summary>
    private static string Machine()
    {
        try
        {
            return File.Exists(MachineFile) ? File.ReadAllText(MachineFile).Trim() : "";
        }
        catch (Exception e) when (e.IsFileError)
        {
            return "";
        }
    }
}
