using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>Fetches the file that the settings name for an architecture, and takes the program out of it.</summary>
/// <param name="host">The world.</param>
/// <param name="store">Keeps the program.</param>
/// <param name="downloads">What to fetch, by OCI's name of the architecture.</param>
/// <param name="retry">When a server is asked again.</param>
internal sealed class QemuFromDownload(Host host, QemuStore store, IReadOnlyDictionary<string, QemuDownload> downloads, RetryPolicy retry)
    : IQemuSource
{
    public async Task<QemuFound> FindAsync(ElfArchitecture architecture, CancellationToken token)
    {
        if (!downloads.TryGetValue(architecture.Name, out var download))
        {
            return QemuFound.NotAsked;
        }

        var place = $"the download {download.Display}";
        try
        {
            return await store.BringAsync(place, $"download-{download.Sha256[..16]}", architecture, BringAsync, token);
        }
        catch (MultiArchException e) when (!QemuProblems.IsAboutDigest(e.Problem))
        {
            return QemuFound.Failed(place, e.Problem);
        }

        async Task BringAsync(string file, CancellationToken stop)
        {
            host.Say($"QEMU: downloading {download.Display}");
            var content = await new PinnedDownload(host, retry).GetAsync(download, stop);
            await File.WriteAllBytesAsync(file, QemuArchive.Program(content, architecture, download.Display), stop);
        }
    }
}
