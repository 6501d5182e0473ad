using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>Downloads the file that the settings name for an architecture, and takes the program from it.</summary>
/// <param name="host">What a stage may use: log, tools, environment, clock.</param>
/// <param name="store">Stores the program.</param>
/// <param name="downloads">The files to download, by OCI name of the architecture.</param>
/// <param name="retry">When to ask a server again.</param>
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
