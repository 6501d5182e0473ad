using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Doctor;

/// <summary>Checks podman's storage: its driver, and the free space of its disk for the base images.</summary>
/// <param name="root">The root of the file system; another folder in tests.</param>
internal sealed class StorageCheck(string root = "/") : ICheck
{
    public string Name => "storage";

    public CheckNeeds Needs => CheckNeeds.Podman;

    /// <summary>Podman takes most of a second to say where its storage is.</summary>
    public bool IsCheap => false;

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token)
    {
        if (context.Version!.IsRemote)
        {
            return [Finding.Skipped("The storage belongs to the podman service.")];
        }

        var size = context.Builds.Count > 0 ? context.BaseSizeAsync(token) : Task.FromResult<long?>(null);
        var info = await context.InfoAsync();
        var packed = await size;
        return
        [
            Driver(info.Store, File.Exists(Path.Combine(root, "dev/fuse"))),
            DiskSpace.Of("images", info.Store.GraphRoot, packed, "podman image prune --force"),
        ];
    }

    /// <param name="store">The storage.</param>
    /// <param name="hasFuse">Whether <c>/dev/fuse</c> exists.</param>
    internal static Finding Driver(PodmanInfoStore store, bool hasFuse) =>
        store.GraphDriver == "vfs"
            ? Finding.Warning(
                HostCheckProblems.StorageIsVfs(
                    store.GraphRoot,
                    store.ConfigFile.Replace("/usr/share/", "/etc/", StringComparison.Ordinal),
                    hasFuse
                )
            )
            : Finding.Ok($"{store.GraphRoot}, driver {store.GraphDriver}{Kind(store)}");

    private static string Kind(PodmanInfoStore store) =>
        store.GraphDriver != "overlay" ? ""
        : store.MountProgram is { } program ? $" by {Path.GetFileName(program)}, slower than the kernel's"
        : " of the kernel";
}
