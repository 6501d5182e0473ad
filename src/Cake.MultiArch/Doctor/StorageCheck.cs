using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>Podman's storage: its driver, and whether its disk has room for the base images.</summary>
/// <param name="root">The root of the file system, another folder in tests.</param>
internal sealed class StorageCheck(string root = "/") : ICheck
{
    public string Name => "storage";

    public CheckNeeds Needs => CheckNeeds.Podman;

    /// <summary>Podman takes a good part of a second to say where its storage is.</summary>
    public bool IsCheap => false;

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token)
    {
        if (context.Version!.IsRemote)
        {
            return [Finding.Skipped("The storage is the podman service's.")];
        }

        var size = context.Builds.Count > 0 ? context.BaseSizeAsync(token) : Task.FromResult<long?>(null);
        var info = await context.InfoAsync().ConfigureAwait(false);
        var packed = await size.ConfigureAwait(false);
        return
        [
            Driver(info.Store.GraphDriver, info.Store.GraphRoot, File.Exists(Path.Combine(root, "dev/fuse"))),
            DiskSpace.Of("images", info.Store.GraphRoot, packed, "podman image prune --force"),
        ];
    }

    /// <param name="driver">The storage driver.</param>
    /// <param name="folder">Where the storage is.</param>
    /// <param name="hasFuse">Whether there is a <c>/dev/fuse</c>.</param>
    internal static Finding Driver(string driver, string folder, bool hasFuse) => driver == "vfs"
        ? Finding.Warning(HostCheckProblems.StorageIsVfs(folder, hasFuse))
        : Finding.Ok($"{folder}, driver {driver}");
}
