using System.Security.Cryptography;
using System.Text;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Storage;

/// <summary>The user's folder for what has to outlive a run: what each run has made, so that a later one can remove it.</summary>
/// <remarks>https://specifications.freedesktop.org/basedir-spec/latest/</remarks>
internal sealed class StateFolder
{
    /// <summary>What selects the storage or the service that podman works with.</summary>
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
    /// Tells the storage that podman works with from others that are noted here, without a secret that can be in an address: a home can be
    /// that of several machines, and be used by another user (<c>sudo -E</c>).
    /// </summary>
    public string Storage { get; }

    /// <summary>Where the folder is, or will be; null when nothing says where the user's files are.</summary>
    public static StateFolder? Of(Host host) => Of(host, Environment.UserName, Machine());

    /// <param name="host">Says where the user's files are, and which storage podman is told to take.</param>
    /// <param name="user">The user's name, also when the home is another's.</param>
    /// <param name="machine">What tells the machine from others.</param>
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
    /// Holds back whoever removes images: a podman that looks for a step in the layer cache fails when an image goes meanwhile. Null when
    /// images
    /// are being removed.
    /// </summary>
    public FileStream? TryBuild() => LockedFile.TryShare(Path.Combine(_path, LockName + Environment.UserName));

    /// <summary>Holds back runs that want to build; null when one builds.</summary>
    public FileStream? TryRemoveImages() => LockedFile.TryHoldAlone(Path.Combine(_path, LockName + Environment.UserName));

    /// <summary>
    /// A container has no such file and another host name each time, and can have the storage and the home of the one before.
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
