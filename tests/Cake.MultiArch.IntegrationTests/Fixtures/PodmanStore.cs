namespace Cake.MultiArch.IntegrationTests.Fixtures;

/// <summary>
/// A podman storage of a test's own: it starts empty, leaves the user's images alone, and is removed with its mounts.
/// </summary>
public sealed class PodmanStore : IAsyncDisposable
{
    private readonly TestFolder _folder = new("store");

    private PodmanStore(string driver)
    {
        Driver = driver;
        ContainersConf = _folder.Write("containers.conf", """
            [containers]
            netns = "none"
            default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]

            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "none"

            """);
        StorageConf = _folder.Write("storage.conf", $"""
            [storage]
            driver = "{driver}"
            graphroot = "{Root}"
            runroot = "{RunRoot}"

            """);
    }

    public string Root => _folder.Combine("root");

    public string RunRoot => _folder.Combine("runroot");

    /// <summary><c>overlay</c>, or <c>vfs</c> where overlay cannot lie on the file system of the temporary folder.</summary>
    public string Driver { get; }

    /// <summary>A containers.conf with which <c>podman run</c> works on a host that may not raise limits; for CONTAINERS_CONF.</summary>
    public string ContainersConf { get; }

    /// <summary>A storage.conf that makes this the default storage; for CONTAINERS_STORAGE_CONF.</summary>
    public string StorageConf { get; }

    /// <summary>The global options that select this storage.</summary>
    public IReadOnlyList<string> GlobalArguments => ["--root", Root, "--runroot", RunRoot, "--storage-driver", Driver];

    /// <summary>The environment in which podman works on any host that runs the tests.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["BUILDAH_ISOLATION"] = "chroot",
        ["CONTAINERS_CONF"] = ContainersConf,

        // Where a service is chosen, podman does not know the options that select a storage.
        ["CONTAINER_HOST"] = null,
    };

    public static async Task<PodmanStore> CreateAsync()
    {
        var type = (await TestProgram.RunAsync("stat", "-f", "-c", "%T", Path.GetTempPath())).Text;
        return new PodmanStore(type == "overlayfs" ? "vfs" : "overlay");
    }

    /// <summary>Runs the real podman on this storage, past the code under test, whatever its exit code is.</summary>
    public Task<TestProgramResult> PodmanAsync(params IEnumerable<string> arguments) =>
        TestProgram.RunAsync("podman", [.. GlobalArguments, .. arguments], Environment);

    /// <summary>The identifiers of all images of the storage, intermediate ones included.</summary>
    public async Task<IReadOnlyList<string>> ImageIdsAsync() =>
        (await PodmanAsync("images", "-aq", "--no-trunc")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The name under which skopeo finds an image of this storage.</summary>
    public string SkopeoName(string image) => $"containers-storage:[{Driver}@{Root}+{RunRoot}]{image}";

    public ValueTask DisposeAsync() => _folder.DisposeAsync();
}
